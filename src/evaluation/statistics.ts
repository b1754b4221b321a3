import { mean } from '../core/vector.ts';

/** A mean over folds with its spread. */
export interface FoldMean {
  readonly mean: number;
  /** Population standard deviation over the folds: what FaceNet prints after `+-`. */
  readonly std: number;
  /** std/√folds: what the LFW results tables print after `±`. */
  readonly standardError: number;
}

/** Mean, population standard deviation (NumPy's default) and standard error σ/√k of one value a fold. */
export function foldMean(values: readonly number[]): FoldMean {
  const centre = mean(values);
  const std = Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
  return { mean: centre, std, standardError: std / Math.sqrt(values.length) };
}
