import type { IdentificationFigures } from '../../evaluation/identification/identification.ts';
import { type Markup, html } from '../markup.ts';
import { PLOT, chart, pathThrough, pixels } from './chart.ts';
import { decadeTicks, linearScale, logScale, roundTicks } from './scale.ts';

/** The detection and identification rate over the false positive identification rate, with its intervals. */
export function dirChart({ dir }: IdentificationFigures): Markup {
  const lowest = Math.min(...dir.map(({ fpir }) => fpir));
  const floor = floorOf(dir.map(({ interval }) => interval.low));
  const x = logScale([lowest, 1], [PLOT.left, PLOT.right]);
  const y = linearScale([floor, 1], [PLOT.bottom, PLOT.top]);
  return chart({
    id: 'dir',
    title: 'DIR',
    description: `Detection and identification rate: ${dir.map(({ fpir, mean }) => `${mean.toFixed(3)} at ${fpir}`).join(', ')}.`,
    x: { label: 'False positive identification rate (logarithmic)', ticks: decadeTicks(lowest, 1), scale: x },
    y: {
      label: `Detection and identification rate${floor > 0 ? `, from ${floor}` : ''}`,
      ticks: roundTicks(floor, 1, 5),
      scale: y,
    },
    body: html`<path class="curve" d="${pathThrough(dir.map(({ fpir, mean }) => [x(fpir), y(mean)]))}" /> ${dir.map(
        ({ fpir, mean, interval }) =>
          html`<path class="axis" d="M${pixels(x(fpir))} ${pixels(y(interval.low))}V${pixels(y(interval.high))}" />
            <circle class="point" cx="${pixels(x(fpir))}" cy="${pixels(y(mean))}" r="4" />`,
      )}`,
  });
}

/** The cumulative match characteristic. */
export function cmcChart({ cmc }: IdentificationFigures): Markup {
  const floor = floorOf(cmc);
  const x = linearScale([1, cmc.length], [PLOT.left, PLOT.right]);
  const y = linearScale([floor, 1], [PLOT.bottom, PLOT.top]);
  return chart({
    id: 'cmc',
    title: 'CMC',
    description: `Share of searches whose person is among the first: ${[1, 5, 20].map((rank) => `${(cmc[rank - 1] ?? NaN).toFixed(3)} of ${rank}`).join(', ')}.`,
    x: { label: 'Rank', ticks: roundTicks(1, cmc.length, 5), scale: x },
    y: { label: `Share${floor > 0 ? `, from ${floor}` : ''}`, ticks: roundTicks(floor, 1, 5), scale: y },
    body: html`<path class="curve" d="${pathThrough(cmc.map((share, i) => [x(i + 1), y(share)]))}" />`,
  });
}

/** Where a vertical axis may begin. */
const FLOORS = [0.99, 0.98, 0.95, 0.9, 0.8, 0.5];

const floorOf = (values: readonly number[]): number => FLOORS.find((floor) => floor < Math.min(...values)) ?? 0;
