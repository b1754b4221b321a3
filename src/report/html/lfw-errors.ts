import type { JudgedPair } from '../../pipelines/validate-lfw/lfw-report.ts';
import { pairErrors } from './lfw-worst-pairs.ts';
import { type Markup, html } from '../markup.ts';
import { facePicture } from './face-picture.ts';

/** Data URIs of faces, by image: `Name/Name_0001`. */
export type Pictures = ReadonlyMap<string, string>;

/** Pairs shown of each kind of error. */
const ERRORS_SHOWN = 24;

/** The errors whose pictures the page shows, worst first. */
export function shownErrors(pairs: readonly JudgedPair[]): JudgedPair[] {
  const { falseAccepts, falseRejects } = pairErrors(pairs);
  return [...falseAccepts.slice(0, ERRORS_SHOWN), ...falseRejects.slice(0, ERRORS_SHOWN)];
}

/** Both kinds of errors, worst first. */
export function errorSections(pairs: readonly JudgedPair[], pictures: Pictures): Markup {
  const { falseAccepts, falseRejects } = pairErrors(pairs);
  return html`${section(falseAccepts, pictures, {
    id: 'false-accepts',
    title: 'False accepts',
    meaning: 'Two people taken for one',
  })}
  ${section(falseRejects, pictures, {
    id: 'false-rejects',
    title: 'False rejects',
    meaning: 'One person taken for two',
  })}`;
}

interface Heading {
  readonly id: string;
  readonly title: string;
  readonly meaning: string;
}

function section(errors: readonly JudgedPair[], pictures: Pictures, { id, title, meaning }: Heading): Markup {
  const shown = errors.slice(0, ERRORS_SHOWN);
  const which = shown.length < errors.length ? `the worst ${shown.length} of ` : '';
  const count = errors.length === 1 ? '1 pair' : `${errors.length} pairs${errors.length > 1 ? ', worst first' : ''}`;
  return html`<section id="${id}">
    <h2>${title}</h2>
    <p class="quiet">${meaning}: ${which}${count}.</p>
    <ol class="pairs">
      ${shown.map((pair) => pairFigure(pair, pictures))}
    </ol>
  </section>`;
}

function pairFigure(pair: JudgedPair, pictures: Pictures): Markup {
  const { first, second, distance, threshold, line } = pair;
  return html`<li>
    <figure>
      <div class="faces">${[first, second].map((image) => face(image, pictures))}</div>
      <figcaption>
        <div class="names">
          <span>${nameOf(first)}</span>
          <span>${nameOf(second)}</span>
        </div>
        distance ${distance.toFixed(4)}, threshold ${threshold.toFixed(4)}, line ${line} of the pairs
      </figcaption>
    </figure>
  </li>`;
}

const face = (image: string, pictures: Pictures): Markup =>
  facePicture(pictures.get(image), `Face of ${nameOf(image)}`, 112);

/** `Ann_Example/Ann_Example_0003` → `Ann Example 3`. */
function nameOf(image: string): string {
  const [, name = image, digits = ''] = /([^/]*)_(\d+)$/.exec(image) ?? [];
  return `${name.replaceAll('_', ' ')} ${digits.replace(/^0+/, '')}`.trim();
}
