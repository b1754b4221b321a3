import type { IdentificationReport } from '../../pipelines/identification/evaluate-identification.ts';
import { type Markup, html } from '../markup.ts';
import { cmcChart, dirChart } from '../svg/identification.ts';
import { rateInWords } from '../text/identification.ts';
import { figureCard, htmlPage, madeTable, percent } from './page-frame.ts';

/** A page of an evaluation: what was found, both curves, and how it was made. It needs nothing but itself. */
export function formatIdentificationHtml(report: IdentificationReport): string {
  const { figures, model } = report;
  const { rank1, dir } = figures;
  const atOne = dir.find(({ fpir }) => fpir === 0.01);
  return htmlPage(
    'Identification',
    html`<h1>Identification</h1>
      <p class="quiet">${model.name} on ${report.data}, ${figures.people} people in ${figures.draws} draws.</p>
      <dl class="figures">
        ${atOne ? figureCard('DIR at 1 % FPIR', percent(atOne.mean), between(atOne.interval)) : html``}
        ${figureCard('Rank 1', percent(rank1.mean), between(rank1.interval))}
      </dl>
      <div class="charts">
        <figure>
          <h2>Open set</h2>
          ${dirChart(figures)}
          <figcaption>People who are enrolled and get their name, by unknown people who get one.</figcaption>
        </figure>
        <figure>
          <h2>Closed set</h2>
          ${cmcChart(figures)}
          <figcaption>Searches whose person is among the first.</figcaption>
        </figure>
      </div>
      ${rateTable(report)} ${setupTable(report)}`,
  );
}

const between = ({ low, high }: { readonly low: number; readonly high: number }): string =>
  `95 % of resamples: ${percent(low)} to ${percent(high)}`;

const rateTable = ({ figures: { dir } }: IdentificationReport): Markup =>
  html`<section>
    <h2>Rates</h2>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">FPIR</th>
            <th scope="col">DIR</th>
            <th scope="col">Distance below</th>
          </tr>
        </thead>
        <tbody>
          ${dir.map(
            ({ fpir, threshold, ...rate }) =>
              html`<tr>
                <th scope="row">${percent(fpir)}</th>
                <td>${rateInWords(rate)}</td>
                <td>${Number.isFinite(threshold) ? threshold.toFixed(3) : 'any'}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;

function setupTable({
  model,
  figures,
  enrolled,
  unknownShare,
  resamples,
  seed,
  missing,
}: IdentificationReport): Markup {
  const { perDraw } = figures;
  const rows = [
    ['Model', `${model.name}, SHA-256 ${model.sha256}`],
    ['Enrolled', `${perDraw.enrolled.toFixed(0)} people with ${enrolled} images each at most`],
    ['Searches', `${perDraw.mated.toFixed(0)} mated, ${perDraw.nonMated.toFixed(0)} non-mated, a draw`],
    ['Unknown identities', `${percent(unknownShare)} of the people`],
    ['Intervals', `${resamples} resamples of people and draws`],
    ['Seed', String(seed)],
    ['Images without a face', String(missing.length)],
  ] as const;
  return madeTable('How this was made', rows);
}
