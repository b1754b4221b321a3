import type { ClassifyReport } from '../../pipelines/classify/classify-report.ts';
import { errorSections } from './classify-errors.ts';
import { peopleTable, setupTable } from './classify-tables.ts';
import { figureCard, htmlPage, percent } from './page-frame.ts';
import { type Markup, html } from '../markup.ts';
import { confusionChart } from '../svg/confusion.ts';

/**
 * A page about a classifier on a data set that needs nothing but itself: figures, confusion matrix, people, and the faces that were
 * judged wrongly.
 *
 * @param pictures data URIs of faces by position in the report; where one is missing the page says so
 */
export function formatClassifyHtml(report: ClassifyReport, pictures: ReadonlyMap<number, string>): string {
  const title = `${report.evaluation.people.length} people, classified`;
  const body = html`<h1>${title}</h1>
    <p class="quiet">${summary(report)}</p>
    ${cards(report)} ${matrix(report)} ${errorSections(report.faces, pictures)} ${peopleTable(report.evaluation)}
    ${setupTable(report)}`;
  return htmlPage(title, body);
}

function summary({ faces, evaluation: { unknownIdentities } }: ClassifyReport): string {
  const others =
    unknownIdentities.faces > 0
      ? `, ${unknownIdentities.faces} of them of ${unknownIdentities.people} people whom the classifier does not know`
      : '';
  return `Who is it, and is it anyone we know? ${faces.length} faces${others}.`;
}

function cards({ evaluation, faces, seconds, threshold }: ClassifyReport): Markup {
  const { accuracy, known, unknownIdentities } = evaluation;
  const share = (part: number, whole: number): string => (whole === 0 ? '–' : percent(part / whole));
  return html`<dl class="figures">
    ${[
      figureCard(
        'Accuracy',
        percent(accuracy),
        'known people by their most probable name, unknown identities as unknown',
      ),
      figureCard(
        'Known people named',
        share(known.named, known.faces),
        `${known.named} of ${known.faces} faces; ${known.misnamed} with a wrong name, ${known.unknown} unknown`,
      ),
      figureCard(
        'Unknown identities named',
        share(unknownIdentities.named, unknownIdentities.faces),
        `${unknownIdentities.named} of ${unknownIdentities.faces} faces`,
      ),
      figureCard(
        'Unknown above',
        threshold === null ? 'none' : threshold.toFixed(3),
        'squared distance from the person',
      ),
      figureCard('Faces', String(faces.length), `classified in ${seconds.toFixed(2)} s`),
    ]}
  </dl>`;
}

function matrix({ evaluation: { people, confusion, unknownIdentities } }: ClassifyReport): Markup {
  const names = people.map(({ name }) => name);
  const chart = confusionChart({
    rows: [...names, 'unknown identities'],
    columns: [...names, 'unknown'],
    counts: confusion,
  });
  const last =
    unknownIdentities.faces > 0 ? 'The last row is of unknown identities.' : 'There are no unknown identities.';
  return html`<section>
    <h2>Confusion matrix</h2>
    <figure>
      ${chart}
      <figcaption>
        Rows: who a face shows; columns: the answer. <span class="key genuine"></span>right
        <span class="key impostor"></span>wrong. ${last}
      </figcaption>
    </figure>
  </section>`;
}
