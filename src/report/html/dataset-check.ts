import { type Finding, PROBLEMS, type Problem } from '../../dataset/check/findings.ts';
import type { CheckReport } from '../../pipelines/dataset-check/check-folder.ts';
import { htmlPage } from './page-frame.ts';
import { type Markup, html } from '../markup.ts';
import { REMEDIES, imagesWithProblems } from '../text/dataset-check.ts';

/** Pictures shown of each problem. */
export const FINDINGS_SHOWN = 200;

/** A finding with what to show beside its image: the photograph that it repeats, or faces that it should be compared with. */
export interface SheetEntry {
  readonly finding: Finding;
  readonly beside: readonly { readonly path: string; readonly what: string }[];
}

/** Data URIs of faces, by path of their image. */
export type SheetPictures = ReadonlyMap<string, string>;

const TITLES: Readonly<Record<Problem, string>> = {
  unreadable: 'Unreadable',
  'not-read': 'Not read',
  'no-face': 'No face found',
  'several-faces': 'Several faces',
  'small-face': 'Face too small',
  blurred: 'Blurred',
  duplicate: 'Same photograph twice',
  'duplicate-across': 'Same photograph in two classes',
  mislabelled: 'Looks like somebody else',
  outlier: 'Far from its class',
};

/** A contact sheet of a check: the faces by problem, with what to do. It needs nothing but itself. */
export function formatCheckHtml(report: CheckReport, entries: readonly SheetEntry[], pictures: SheetPictures): string {
  const sections = PROBLEMS.map((problem) => ({
    problem,
    of: entries.filter(({ finding }) => finding.problem === problem),
  })).filter(({ of }) => of.length > 0);
  return htmlPage(
    'Face library',
    html`<h1>Face library</h1>
      <p class="quiet">${summary(report)}</p>
      ${overview(sections.map(({ problem, of }) => [problem, of.length]))}
      ${sections.map(({ problem, of }) => section(problem, of, pictures))} ${classTable(report)}`,
  );
}

function summary({ folder, total, classes, model, findings }: CheckReport): string {
  return `${folder}: ${total} images in ${classes} classes, ${imagesWithProblems(findings)} with problems. Checked with ${model.name}.`;
}

const overview = (counts: readonly (readonly [Problem, number])[]): Markup =>
  html`<dl class="figures">
    ${counts.map(
      ([problem, count]) =>
        html`<div>
          <dt><a href="#${problem}">${TITLES[problem]}</a></dt>
          <dd class="value">${count}</dd>
          <dd class="more">${REMEDIES[problem]}</dd>
        </div>`,
    )}
  </dl>`;

function section(problem: Problem, entries: readonly SheetEntry[], pictures: SheetPictures): Markup {
  const shown = entries.slice(0, FINDINGS_SHOWN);
  const more = entries.length - shown.length;
  const rest = more > 0 ? ` The first ${shown.length} of ${entries.length}; --json has all.` : '';
  return html`<section id="${problem}">
    <h2>${TITLES[problem]}</h2>
    <p class="quiet">What to do: ${REMEDIES[problem]}.${rest}</p>
    <ol class="sheet">
      ${shown.map((entry) => figure(entry, pictures))}
    </ol>
  </section>`;
}

function figure({ finding, beside }: SheetEntry, pictures: SheetPictures): Markup {
  const { path, detail } = finding;
  return html`<li>
    <figure>
      <div class="faces">
        ${face(path, '', pictures)} ${beside.map((other) => face(other.path, other.what, pictures))}
      </div>
      <figcaption><strong>${path}</strong>${detail}</figcaption>
    </figure>
  </li>`;
}

function face(path: string, what: string, pictures: SheetPictures): Markup {
  const picture = pictures.get(path);
  return html`<div>
    ${picture === undefined ? html`<div class="gone">no picture</div>` : html`<img src="${picture}" alt="${path}" />`}
    ${what}
  </div>`;
}

function classTable({ findings: { classes } }: CheckReport): Markup {
  if (classes.length === 0) return html``;
  return html`<section id="classes">
    <h2>Classes</h2>
    <table class="made">
      ${classes.map(
        ({ className, detail, severity }) =>
          html`<tr>
            <th scope="row">${className}</th>
            <td>${severity === 'error' ? 'Problem' : 'Note'}: ${detail}</td>
          </tr>`,
      )}
    </table>
  </section>`;
}
