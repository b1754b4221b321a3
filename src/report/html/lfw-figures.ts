import type { FoldResult, VerificationReport } from '../../evaluation/verification-report.ts';
import { standardisationText } from '../../models/model-info.ts';
import type { LfwReport } from '../../pipelines/validate-lfw/lfw-report.ts';
import { figureCard, madeTable, percent } from './page-frame.ts';
import { type Markup, html } from '../markup.ts';

/** The figures of an evaluation, each with what it means. */
export function figureCards({ figures, setup, images, speed }: LfwReport): Markup {
  const { accuracy, validationRate, falseAcceptRate, areaUnderCurve, equalErrorRate, threshold } = figures;
  const cards = [
    figureCard('Accuracy', percent(accuracy.mean), spread(accuracy)),
    figureCard(
      'Validation rate',
      percent(validationRate.mean),
      `${spread(validationRate)}; at a false accept rate of ${falseAcceptRate.toFixed(5)}`,
    ),
    figureCard('Equal error rate', percent(equalErrorRate), 'as many impostors accepted as genuine pairs refused'),
    figureCard('Area under the curve', areaUnderCurve.toFixed(4), '1 is perfect, 0.5 is chance'),
    figureCard('Best threshold', threshold.toFixed(3), `${setup.metric}, mean over the folds`),
    figureCard(
      'Images',
      String(images),
      speed ? `${speed.imagesPerSecond.toFixed(1)} a second on ${speed.device}` : 'embeddings from a file',
    ),
  ];
  return html`<dl class="figures">${cards}</dl>`;
}

const spread = ({ std, standardError }: { readonly std: number; readonly standardError: number }): string =>
  `± ${percent(standardError)} standard error, ${percent(std)} standard deviation`;

/** What each fold gave as test set. */
export function foldTable({ folds, accuracy, validationRate, falseAcceptRate, threshold }: VerificationReport): Markup {
  const [same, different] = [sum(folds, 'samePairs'), sum(folds, 'differentPairs')];
  return html`<section>
    <h2>Folds</h2>
    <div class="scroll">
      <table class="folds">
        <caption>
          Each fold as test set; its thresholds were chosen on the others.
        </caption>
        <thead>
          <tr>
            <th scope="col">Fold</th>
            <th scope="col">Genuine pairs</th>
            <th scope="col">Impostor pairs</th>
            <th scope="col">Accuracy</th>
            <th scope="col">Threshold</th>
            <th scope="col">Validation rate</th>
            <th scope="col">False accept rate</th>
            <th scope="col">FAR threshold</th>
          </tr>
        </thead>
        <tbody>
          ${folds.map(foldRow)}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">All</th>
            <td>${same}</td>
            <td>${different}</td>
            <td>${accuracy.mean.toFixed(4)}</td>
            <td>${threshold.toFixed(3)}</td>
            <td>${validationRate.mean.toFixed(4)}</td>
            <td>${falseAcceptRate.toFixed(5)}</td>
            <td></td>
          </tr>
        </tfoot>
      </table>
    </div>
  </section>`;
}

const foldRow = (fold: FoldResult): Markup =>
  html`<tr>
    <th scope="row">${fold.fold + 1}</th>
    <td>${fold.samePairs}</td>
    <td>${fold.differentPairs}</td>
    <td>${fold.accuracy.toFixed(4)}</td>
    <td>${fold.threshold.toFixed(3)}</td>
    <td>${fold.validationRate.toFixed(4)}</td>
    <td>${fold.falseAcceptRate.toFixed(5)}</td>
    <td>${fold.farThreshold.toFixed(3)}</td>
  </tr>`;

const sum = (folds: readonly FoldResult[], key: 'samePairs' | 'differentPairs'): number =>
  folds.reduce((total, fold) => total + fold[key], 0);

/** Everything that decided the figures, so that they can be had again. */
export function setupTable({ setup, embeddings, missing, skipped, notes }: LfwReport): Markup {
  const { model, alignment } = setup;
  const margin = alignment.margin === null ? '' : `, margin ${alignment.margin}`;
  return madeTable('How it was made', [
    ['Model', `${model.name}, SHA-256 ${model.sha256}`],
    ['Standardisation', standardisationText(setup.standardisation)],
    ['Alignment', `${alignment.kind}${margin}, ${alignment.imageSize} × ${alignment.imageSize} pixels`],
    ['Flipped images', setup.flip ? 'appended' : 'no'],
    ['Mean subtracted', setup.subtractMean ? 'yes' : 'no'],
    ['Distance metric', setup.metric],
    ['Pairs', setup.pairsFile],
    embeddings === undefined ? ['Images', setup.folder] : ['Embeddings', embeddings],
    ['Missing images', missing.length === 0 ? 'none' : `${missing.length}; ${skipped} pairs skipped`],
    ...notes.map((note) => ['Note', note] as const),
    ['Made by', `facekit ${setup.facekit}`],
  ]);
}
