import type { FoldMean } from './verification-report.ts';

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Mean, population standard deviation (NumPy's default) and standard error σ/√k of one value a fold. */
export function foldMean(values: readonly number[]): FoldMean {
  const centre = mean(values);
  const std = Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
  return { mean: centre, std, standardError: std / Math.sqrt(values.length) };
}
