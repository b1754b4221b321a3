import type { VerificationPairs } from '../../../src/evaluation/verification-report.ts';

export interface Recipe {
  readonly seed: number;
  readonly count: number;
  readonly dimension: number;
  readonly order: 'alternating' | 'sorted';
  /** Round vector elements down to a multiple, which makes many equal distances on thresholds. */
  readonly quantum?: number;
}

/** Pairs of a pseudo-random sequence that other programs can make too (Park and Miller). */
export function makePairs({ seed, count, dimension, order, quantum }: Recipe): VerificationPairs {
  let state = seed;
  const draw = (): number => {
    state = (state * 16807) % 2147483647;
    const value = ((state % 2001) - 1000) / 1000;
    return quantum === undefined ? value : Math.floor(value / quantum) * quantum;
  };
  const drawVector = (): number[] => Array.from({ length: dimension }, draw);
  const first: Float32Array[] = [];
  const second: Float32Array[] = [];
  const same = Array.from({ length: count }, (_, i) => (order === 'sorted' ? i < count / 2 : i % 2 === 0));
  for (const genuine of same) {
    const a = drawVector();
    const b = drawVector();
    first.push(Float32Array.from(a));
    second.push(Float32Array.from(b, (value, i) => (genuine ? (a[i] ?? 0) * 0.5 + value * 0.5 : value)));
  }
  return { first, second, same };
}
