import type { JudgedPair } from '../../pipelines/validate-lfw/lfw-report.ts';
import { type Markup, html } from '../markup.ts';
import { PLOT, chart, pixels } from './chart.ts';
import { linearScale, roundTicks } from './scale.ts';

const BINS = 60;

/** Numbers of pairs by distance. */
export interface DistanceHistogram {
  /** Where the last bin ends; the first begins at 0. */
  readonly end: number;
  readonly genuine: readonly number[];
  readonly impostor: readonly number[];
}

/** Counts the distances of genuine and of impostor pairs in equal bins from 0 to the largest. */
export function distanceHistogram(
  pairs: readonly Pick<JudgedPair, 'same' | 'distance'>[],
  bins = BINS,
): DistanceHistogram {
  const largest = pairs.reduce((most, { distance }) => Math.max(most, distance), 0);
  const end = largest > 0 ? largest : 1;
  const histogram = {
    end,
    genuine: new Array<number>(bins).fill(0),
    impostor: new Array<number>(bins).fill(0),
  };
  for (const { same, distance } of pairs) {
    const bin = Math.min(bins - 1, Math.floor((distance / end) * bins));
    const counts = same ? histogram.genuine : histogram.impostor;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return histogram;
}

/** Both distributions above one axis, with the threshold between them. */
export function histogramChart(histogram: DistanceHistogram, threshold: number, unit: string): Markup {
  const { end, genuine, impostor } = histogram;
  const most = Math.max(...genuine, ...impostor, 1);
  const x = linearScale([0, end], [PLOT.left, PLOT.right]);
  const y = linearScale([0, most * 1.08], [PLOT.bottom, PLOT.top]);
  const draw = (counts: readonly number[]): string => outline(counts, (bin) => x((bin / counts.length) * end), y);
  return chart({
    id: 'histogram',
    title: 'Distances',
    description: describe(histogram, threshold),
    x: { label: `Distance (${unit})`, ticks: roundTicks(0, end, 8), scale: x },
    y: {
      label: 'Pairs',
      ticks: roundTicks(0, most * 1.08, 5).filter(({ value }) => Number.isInteger(value)),
      scale: y,
    },
    body: html`<path class="genuine" d="${draw(genuine)}" /><path class="impostor" d="${draw(impostor)}" />
      ${thresholdLine(x(threshold), threshold)}`,
  });
}

/** The steps of a histogram as one closed line. */
function outline(counts: readonly number[], edge: (bin: number) => number, y: (count: number) => number): string {
  const steps = counts.map((count, bin) => `V${pixels(y(count))}H${pixels(edge(bin + 1))}`);
  return `M${pixels(edge(0))} ${PLOT.bottom}${steps.join('')}V${PLOT.bottom}Z`;
}

function thresholdLine(x: number, threshold: number): Markup {
  return html`<path class="target" d="M${pixels(x)} ${PLOT.top}V${PLOT.bottom}" /><text
      class="note"
      x="${pixels(x - 8)}"
      y="${PLOT.top + 12}"
      text-anchor="end"
    >
      threshold ${threshold.toFixed(3)}
    </text>`;
}

function describe({ end, genuine, impostor }: DistanceHistogram, threshold: number): string {
  const middle = (counts: readonly number[]): string => {
    const half = counts.reduce((sum, count) => sum + count, 0) / 2;
    let seen = 0;
    const bin = counts.findIndex((count) => (seen += count) >= half);
    return (((bin + 0.5) / counts.length) * end).toFixed(2);
  };
  return `Half of the genuine pairs are closer than about ${middle(genuine)}, half of the impostor pairs closer than about ${middle(impostor)}. The mean threshold is ${threshold.toFixed(3)}.`;
}
