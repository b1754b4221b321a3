import type { Range } from '../parameters.ts';
import type { Histogram } from './histogram.ts';

const LARGEST = 255;
/** Shares of the whole range that are tried. */
const SHARES = Array.from({ length: 80 }, (_, i) => (i + 21) / 100);

/**
 * The range with the least mean squared error for the values of a histogram: a narrow one has fine steps, and cuts off what lies
 * outside. Values that are never negative get the zero point 0, so that a ReLU before them costs nothing.
 */
export function chooseRange(histogram: Histogram): Range {
  const bins = histogram.bins();
  const least = Math.min(0, bins[0]?.middle ?? 0);
  const most = Math.max(0, bins.at(-1)?.middle ?? 0);
  if (least === 0 && most === 0) return { scale: 1, zeroPoint: 0 };
  const candidates = SHARES.map((share) => toRange(least * share, most * share));
  const errors = candidates.map((range) => errorOf(bins, range));
  const best = errors.indexOf(Math.min(...errors));
  return candidates[best] ?? toRange(least, most);
}

/** Zero is always one of the 256 values: padding and ReLU give it often, and exactly. */
function toRange(least: number, most: number): Range {
  const scale = (most - least) / LARGEST;
  return { scale, zeroPoint: Math.round(Math.abs(least) / scale) };
}

/** The sum of squared errors: a twelfth of a squared step inside, the squared distance to the end outside. */
function errorOf(bins: ReturnType<Histogram['bins']>, { scale, zeroPoint }: Range): number {
  const [low, high] = [-zeroPoint * scale, (LARGEST - zeroPoint) * scale];
  return bins.reduce((sum, { middle, count }) => {
    const outside = middle > high ? middle - high : middle < low ? low - middle : 0;
    return sum + count * (outside ** 2 + scale ** 2 / 12);
  }, 0);
}
