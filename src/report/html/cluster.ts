import type { ClusterReport, FaceGroup, GroupedFace } from '../../pipelines/cluster/cluster-report.ts';
import { type Markup, html } from '../markup.ts';
import { figureCard, htmlPage } from './page-frame.ts';

/** Groups on the page, and faces of each. */
const GROUPS_SHOWN = 300;
const FACES_SHOWN = 12;
/** Pairs of groups, and doubtful faces, on the page. */
const DOUBTS_SHOWN = 100;

/** The data URI of a face; undefined where its image cannot be read. */
export type PictureOf = (face: GroupedFace) => string | undefined;

/** A contact sheet of groups: what is doubtful first, then the groups, largest first. It needs nothing but itself. */
export function formatClusterHtml(report: ClusterReport, pictureOf: PictureOf): string {
  const { groups, near, unsorted } = report;
  const doubtful = doubtfulFaces(report);
  return htmlPage(
    'Faces by person',
    html`<h1>Faces by person</h1>
      <p class="quiet">
        ${report.faces} faces of ${report.images} images, grouped with ${report.model.name} at a mean squared distance
        of ${report.threshold}.
      </p>
      <dl class="figures">
        ${figureCard('Groups', String(groups.length), `of at least ${report.minFaces} faces`)}
        ${figureCard('Unsorted', String(unsorted.length), 'faces in smaller groups')}
        ${figureCard('Doubtful faces', String(doubtful.length), 'farther from the rest of their group than the threshold')}
        ${figureCard('Perhaps one person', String(near.length), 'pairs of groups just above the threshold')}
      </dl>
      ${nearSection(report, pictureOf)} ${doubtfulSection(doubtful, pictureOf)} ${groupSection(groups, pictureOf)}`,
  );
}

/** The faces of the page, whose pictures are needed. */
export function shownFaces(report: ClusterReport): readonly GroupedFace[] {
  const byName = new Map(report.groups.map((group) => [group.name, group]));
  const pairs = report.near.slice(0, DOUBTS_SHOWN).flatMap(({ names }) => names.map((name) => byName.get(name)));
  return [
    ...pairs.flatMap((group) => typicalFaces(group, 2)),
    ...doubtfulFaces(report)
      .slice(0, DOUBTS_SHOWN)
      .flatMap(({ group, face }) => [face, ...typicalFaces(group, 1)]),
    ...report.groups.slice(0, GROUPS_SHOWN).flatMap(({ faces }) => faces.slice(0, FACES_SHOWN)),
  ];
}

interface Doubtful {
  readonly group: FaceGroup;
  readonly face: GroupedFace;
}

const doubtfulFaces = ({ groups }: ClusterReport): Doubtful[] =>
  groups
    .flatMap((group) => group.faces.filter(({ doubtful }) => doubtful).map((face) => ({ group, face })))
    .sort((a, b) => (b.face.distance ?? 0) - (a.face.distance ?? 0));

/** Those nearest to all others of their group. */
const typicalFaces = (group: FaceGroup | undefined, count: number): readonly GroupedFace[] =>
  [...(group?.faces ?? [])].sort((a, b) => (a.distance ?? 0) - (b.distance ?? 0)).slice(0, count);

function nearSection({ groups, near }: ClusterReport, pictureOf: PictureOf): Markup {
  if (near.length === 0) return html``;
  const byName = new Map(groups.map((group) => [group.name, group]));
  return html`<section id="near">
    <h2>Perhaps one person</h2>
    <p class="quiet">
      Put the pictures of both into one folder where they are, and run again with
      --into.${moreThan(near.length, DOUBTS_SHOWN)}
    </p>
    <ol class="sheet">
      ${near.slice(0, DOUBTS_SHOWN).map(({ names, distance }) =>
        figure(
          names.flatMap((name) => typicalFaces(byName.get(name), 2)),
          { title: names.join(' and '), detail: `mean squared distance ${distance.toFixed(3)}`, pictureOf },
        ),
      )}
    </ol>
  </section>`;
}

function doubtfulSection(doubtful: readonly Doubtful[], pictureOf: PictureOf): Markup {
  if (doubtful.length === 0) return html``;
  return html`<section id="doubtful">
    <h2>Doubtful faces</h2>
    <p class="quiet">
      Each beside the face that is nearest to all of its group. Move it to another folder where it is wrong, and run
      again with --into.${moreThan(doubtful.length, DOUBTS_SHOWN)}
    </p>
    <ol class="sheet">
      ${doubtful.slice(0, DOUBTS_SHOWN).map(({ group, face }) =>
        figure([face, ...typicalFaces(group, 1)], {
          title: group.name,
          detail: `${face.path}: ${face.distance?.toFixed(3) ?? ''} from the others`,
          pictureOf,
        }),
      )}
    </ol>
  </section>`;
}

const groupSection = (groups: readonly FaceGroup[], pictureOf: PictureOf): Markup =>
  html`<section id="groups">
    <h2>Groups</h2>
    <p class="quiet">The largest first.${moreThan(groups.length, GROUPS_SHOWN)}</p>
    ${groups.slice(0, GROUPS_SHOWN).map(
      ({ name, faces, earlier }) =>
        html`<h3>${name}</h3>
          <p class="quiet">
            ${faces.length} faces${earlier ? ', there before' : ''}.${moreThan(faces.length, FACES_SHOWN)}
          </p>
          <ol class="strip">
            ${faces.slice(0, FACES_SHOWN).map((face) => html`<li>${picture(face, pictureOf)}</li>`)}
          </ol>`,
    )}
  </section>`;

const moreThan = (count: number, shown: number): string =>
  count > shown ? ` The first ${shown} of ${count}; clusters.jsonl has all.` : '';

interface Caption {
  readonly title: string;
  readonly detail: string;
  readonly pictureOf: PictureOf;
}

const figure = (faces: readonly GroupedFace[], { title, detail, pictureOf }: Caption): Markup =>
  html`<li>
    <figure>
      <div class="faces">${faces.map((face) => html`<div>${picture(face, pictureOf)}</div>`)}</div>
      <figcaption><strong>${title}</strong>${detail}</figcaption>
    </figure>
  </li>`;

function picture(face: GroupedFace, pictureOf: PictureOf): Markup {
  const data = pictureOf(face);
  return data === undefined
    ? html`<div class="gone" title="${face.path}">no picture</div>`
    : html`<img src="${data}" alt="${face.path}" title="${face.path}" />`;
}
