import { FacekitError } from '../../core/errors.ts';

/** Bins on either side of zero. */
const HALF = 2048;

/**
 * Counts how often values occur, in 4096 equal bins around zero. The bins grow by doubling when a value lies outside: what was
 * counted stays counted.
 */
export class Histogram {
  readonly #counts = new Float64Array(2 * HALF);
  /** Width of a bin; 0 until there is a value other than 0. */
  #width = 0;

  add(values: Float32Array): void {
    this.#grow(largestOf(values));
    const perWidth = this.#width > 0 ? 1 / this.#width : 0;
    for (let i = 0; i < values.length; i++) {
      const bin = HALF + Math.floor((values[i] as number) * perWidth);
      const index = bin < 2 * HALF ? bin : 2 * HALF - 1;
      this.#counts[index] = (this.#counts[index] as number) + 1;
    }
  }

  /** The bins that hold values, from the smallest: where their middle is, and how many are in them. */
  bins(): { readonly middle: number; readonly count: number }[] {
    return Array.from(this.#counts, (count, i) => ({ middle: (i - HALF + 0.5) * this.#width, count })).filter(
      ({ count }) => count > 0,
    );
  }

  #grow(largest: number): void {
    if (this.#width === 0) this.#width = largest / HALF;
    while (largest > this.#width * HALF * (1 + 1e-6)) {
      this.#width *= 2;
      const before = this.#counts.slice();
      this.#counts.fill(0);
      before.forEach((count, i) => {
        const index = HALF + Math.floor((i - HALF) / 2);
        this.#counts[index] = (this.#counts[index] as number) + count;
      });
    }
  }
}

function largestOf(values: Float32Array): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i] as number));
  if (Number.isFinite(largest)) return largest;
  throw new FacekitError(
    'calibration-not-finite',
    'Expected finite values inside the network but received NaN; the weights of the model are damaged, pull or import it again.',
  );
}
