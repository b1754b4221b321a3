import { mean } from '../../core/vector.ts';
import { html, type Markup } from '../markup.ts';
import { PLOT, chart, pathThrough } from './chart.ts';
import { linearScale, roundTicks } from './scale.ts';

/** A value by the step. */
export type Point = readonly [step: number, value: number];

/** A curve; the second of a chart is dashed. */
export interface Series {
  readonly name: string;
  readonly points: readonly Point[];
}

export interface LineChart {
  /** Unique in the page; letters and digits. */
  readonly id: string;
  readonly title: string;
  readonly series: readonly Series[];
}

/** More points than this cannot be seen: each is the mean of some neighbours. */
const MOST_POINTS = 300;
const TICKS = 5;

/** Curves over the steps of a training. The axis of values begins at 0 unless they lie far above it. */
export function lineChart({ id, title, series }: LineChart): Markup {
  const drawn = series.map(({ name, points }) => ({ name, points: thinOut(points) }));
  const values = drawn.flatMap(({ points }) => points.map(([, value]) => value));
  const last = Math.max(...drawn.flatMap(({ points }) => points.map(([step]) => step)), 1);
  const [low, high] = rangeOf(values);
  const x = linearScale([0, last], [PLOT.left, PLOT.right]);
  const y = linearScale([low, high], [PLOT.bottom, PLOT.top]);
  return chart({
    id,
    title,
    description: `${title}: ${series.map(inWords).join('; ')}.`,
    x: { label: 'Step', ticks: roundTicks(0, last, TICKS), scale: x },
    y: { label: title, ticks: roundTicks(low, high, TICKS), scale: y },
    body: html`${drawn.map(
      ({ points }, i) =>
        html`<path
          class="curve ${i === 0 ? '' : 'other'}"
          d="${pathThrough(points.map(([step, value]) => [x(step), y(value)]))}"
        />`,
    )}`,
  });
}

function inWords({ name, points }: Series): string {
  const [first, last] = [points[0], points.at(-1)];
  return `${name} from ${first?.[1].toPrecision(3) ?? 'none'} to ${last?.[1].toPrecision(3) ?? 'none'}`;
}

/** From 0, or from below the values where they are all in the upper half; never empty. */
function rangeOf(values: readonly number[]): [number, number] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (least < 0) return [least, Math.max(0, most)];
  const low = least > most / 2 && least < most ? least - (most - least) / 10 : 0;
  return [low, most > low ? most + (most - low) / 20 : low + 1];
}

function thinOut(points: readonly Point[]): Point[] {
  const each = Math.ceil(points.length / MOST_POINTS);
  return Array.from({ length: Math.ceil(points.length / each) }, (_, i) => {
    const some = points.slice(i * each, (i + 1) * each);
    return [some.at(-1)?.[0] ?? 0, mean(some.map(([, value]) => value))];
  });
}
