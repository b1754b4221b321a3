import type { JudgedFace } from '../../recognition/evaluate-classifier.ts';
import { html, type Markup } from '../markup.ts';
import { facePicture } from './face-picture.ts';
import { counted } from '../counted.ts';

/** Faces shown of each kind of error. */
const ERRORS_SHOWN = 24;

interface Section {
  readonly id: string;
  readonly title: string;
  readonly meaning: string;
  readonly isMeant: (face: JudgedFace) => boolean;
}

const SECTIONS: readonly Section[] = [
  {
    id: 'wrong-names',
    title: 'Wrong names',
    meaning: 'Known people taken for another',
    isMeant: ({ isKnown, actual, recognition: { name } }) => isKnown && name !== null && name !== actual,
  },
  {
    id: 'unknown-friends',
    title: 'Known, but unknown',
    meaning: 'Known people that were too far from what the classifier knows of them',
    isMeant: ({ isKnown, recognition: { name } }) => isKnown && name === null,
  },
  {
    id: 'named-unknown-identities',
    title: 'Unknown identities with a name',
    meaning: 'People whom the classifier does not know, taken for one that it does',
    isMeant: ({ isKnown, recognition: { name } }) => !isKnown && name !== null,
  },
];

/** Positions of the faces of a section: the surest mistakes first, of unknown faces the farthest. */
function positions(faces: readonly JudgedFace[], { isMeant }: Section): number[] {
  const distanceOf = (i: number): number => faces[i]?.recognition.candidates[0].distance ?? NaN;
  const signOf = (i: number): number => (faces[i]?.recognition.name === null ? -1 : 1);
  return [...faces.keys()]
    .filter((i) => faces[i] && isMeant(faces[i]))
    .sort((a, b) => signOf(a) * distanceOf(a) - signOf(b) * distanceOf(b) || a - b);
}

/** The positions of the faces whose pictures the page shows. */
export const shownErrors = (faces: readonly JudgedFace[]): number[] =>
  SECTIONS.flatMap((section) => positions(faces, section).slice(0, ERRORS_SHOWN));

/** The faces that were judged wrongly, by kind. */
export const errorSections = (faces: readonly JudgedFace[], pictures: ReadonlyMap<number, string>): Markup =>
  html`${SECTIONS.map((section) => errorSection(section, faces, pictures))}`;

function errorSection(section: Section, faces: readonly JudgedFace[], pictures: ReadonlyMap<number, string>): Markup {
  const all = positions(faces, section);
  const shown = all.slice(0, ERRORS_SHOWN);
  const which = shown.length < all.length ? `${shown.length} of ` : '';
  return html`<section id="${section.id}">
    <h2>${section.title}</h2>
    <p class="quiet">${section.meaning}: ${which}${counted(all.length, 'face')}.</p>
    <ol class="pairs">
      ${shown.map((i) => faceFigure(faces[i], pictures.get(i)))}
    </ol>
  </section>`;
}

function faceFigure(face: JudgedFace | undefined, picture: string | undefined): Markup {
  if (!face) return html``;
  const { actual, path, recognition } = face;
  const [{ name, probability, distance }] = recognition.candidates;
  const verdict = recognition.name === null ? `unknown; most like ${name}` : `taken for ${name}`;
  return html`<li>
    <figure>
      ${facePicture(picture, `Face of ${actual}`, 160)}
      <figcaption>
        <div class="verdict"><strong>${actual}</strong><br />${verdict}</div>
        probability ${probability.toFixed(3)}, distance ${distance.toFixed(3)}<br />${path}
      </figcaption>
    </figure>
  </li>`;
}
