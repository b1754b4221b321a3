import type { ClassifyReport } from '../../pipelines/classify/classify-report.ts';
import type { ClassifierEvaluation, PersonFigures } from '../../recognition/evaluate-classifier.ts';
import { type Markup, html } from '../markup.ts';
import { madeTable } from './page-frame.ts';

/** Precision and recall of each person. */
export const peopleTable = ({ people }: ClassifierEvaluation): Markup =>
  html`<section>
    <h2>People</h2>
    <div class="scroll">
      <table class="people">
        <caption>
          Precision: of the faces with this name, how many show the person. Recall: of the person's faces, how many got
          the name.
        </caption>
        <thead>
          <tr>
            <th scope="col">Person</th>
            <th scope="col">Faces</th>
            <th scope="col">Precision</th>
            <th scope="col">Recall</th>
          </tr>
        </thead>
        <tbody>
          ${people.map(personRow)}
        </tbody>
      </table>
    </div>
  </section>`;

const personRow = ({ name, faces, precision, recall }: PersonFigures): Markup =>
  html`<tr>
    <th scope="row">${name}</th>
    <td>${faces}</td>
    <td>${precision?.toFixed(3) ?? '–'}</td>
    <td>${recall?.toFixed(3) ?? '–'}</td>
  </tr>`;

/** What decided the answers. */
export function setupTable({ classifier, model, data, images, missing, notes }: ClassifyReport): Markup {
  return madeTable('How this was made', [
    ['Classifier', classifier],
    ['Model', `${model.name}, SHA-256 ${model.sha256}`],
    ['Data', `${data}: ${images} images, ${missing.length} without a face`],
    ...notes.map((note) => ['Note', note] as const),
  ]);
}
