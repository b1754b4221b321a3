import type { LfwReport } from '../../pipelines/validate-lfw/lfw-report.ts';
import { type Pictures, errorSections } from './lfw-errors.ts';
import { figureCards, foldTable, setupTable } from './lfw-figures.ts';
import { htmlPage } from './page-frame.ts';
import { type Markup, html } from '../markup.ts';
import { distanceHistogram, histogramChart } from '../svg/histogram.ts';
import { pooledRoc, rocChart } from '../svg/roc.ts';

/**
 * A page about an evaluation that needs nothing but itself: figures, charts, folds, and the worst errors as pictures.
 *
 * @param pictures data URIs of faces by image, `Name/Name_0001`; where one is missing the page says so
 */
export function formatLfwHtml(report: LfwReport, pictures: Pictures): string {
  const { model } = report.setup;
  const title = `${model.name} on LFW`;
  const body = html`<h1>${title}</h1>
    <p class="quiet">${summary(report)}</p>
    ${figureCards(report)} ${charts(report)} ${errorSections(report.pairs, pictures)} ${foldTable(report.figures)}
    ${setupTable(report)}`;
  return htmlPage(title, body);
}

function summary({ pairs, skipped, figures: { folds } }: LfwReport): string {
  const left = skipped > 0 ? `, ${skipped} skipped since an image is missing` : '';
  const [inFolds, chosen] =
    folds.length === 1
      ? ['1 fold', 'The threshold was chosen on the same pairs.']
      : [`${folds.length} folds`, 'Each fold is judged with a threshold chosen on the others.'];
  return `Do two photographs show the same person? ${pairs.length} pairs in ${inFolds}${left}. ${chosen}`;
}

function charts({ pairs, figures, setup }: LfwReport): Markup {
  const { validationRate, falseAcceptRate, farTarget, threshold } = figures;
  const operating = { falseAcceptRate, truePositiveRate: validationRate.mean };
  return html`<div class="charts">
    <figure>
      <h2>ROC</h2>
      ${rocChart(pooledRoc(pairs), operating, farTarget)}
      <figcaption>
        All pairs together, at every threshold. Dashed: the target of ${farTarget} for the validation rate. Dot:
        validation rate and false accept rate over the folds.
      </figcaption>
    </figure>
    <figure>
      <h2>Distances</h2>
      ${histogramChart(distanceHistogram(pairs), threshold, setup.metric)}
      <figcaption>
        <span class="key genuine"></span>genuine: one person <span class="key impostor"></span>impostor: two people
        (dashed outline)
      </figcaption>
    </figure>
  </div>`;
}
