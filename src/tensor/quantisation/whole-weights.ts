import type { Tensor } from '../../core/tensor.ts';

type Parameter = Tensor<Float32Array>;

/**
 * The largest weight, of seven bits. Processors without VNNI add two products of a byte and a weight in 16 bits with saturation:
 * 2 · 255 · 64 = 32,640 fits, 2 · 255 · 127 does not.
 */
export const LARGEST_WEIGHT = 64;

/** Depthwise layers have kernels of their own, which add in 32 bits. */
export const LARGEST_DEPTHWISE_WEIGHT = 127;

/**
 * Rounds weights to whole numbers, each output (filter, channel or unit; the last axis above 1) with a scale of its own: its largest
 * weight becomes ±`largest`.
 */
export function toWholeWeights(
  { shape, data }: Parameter,
  outputs: number,
  largest: number,
): { weights: Parameter; scales: Parameter } {
  const scales = new Float32Array(outputs);
  data.forEach((weight, i) => {
    const output = i % outputs;
    scales[output] = Math.max(scales[output] ?? 0, Math.abs(weight) / largest);
  });
  // An output without any weight: every scale would do but 0.
  scales.forEach((scale, output) => (scales[output] = scale === 0 ? 1 : scale));
  // Whole numbers of a byte know no −0.
  const whole = data.map((weight, i) => Math.round(weight / (scales[i % outputs] ?? 1)) + 0);
  return { weights: { shape, data: whole }, scales: { shape: [outputs], data: scales } };
}
