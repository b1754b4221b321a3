import type { Tensor } from '../../core/tensor.ts';

type Parameter = Tensor<Float32Array>;

/**
 * The largest weight, of seven bits. Processors without VNNI add two products of a byte and a weight in 16 bits with saturation:
 * 2 · 255 · 64 = 32,640 fits, 2 · 255 · 127 does not.
 */
export const LARGEST_WEIGHT = 64;

/**
 * Rounds weights to whole numbers from −64 to 64, each output (filter, channel or unit) with a scale of its own: its largest
 * weight becomes ±64.
 *
 * @param outputOf the output that the weight at an index belongs to.
 */
export function toWholeWeights(
  { shape, data }: Parameter,
  outputs: number,
  outputOf: (index: number) => number,
): { weights: Parameter; scales: Parameter } {
  const scales = new Float32Array(outputs);
  data.forEach((weight, i) => {
    const output = outputOf(i);
    scales[output] = Math.max(scales[output] ?? 0, Math.abs(weight) / LARGEST_WEIGHT);
  });
  // An output without any weight: every scale would do but 0.
  scales.forEach((scale, output) => (scales[output] = scale === 0 ? 1 : scale));
  // Whole numbers of a byte know no −0.
  const whole = data.map((weight, i) => Math.round(weight / (scales[outputOf(i)] ?? 1)) + 0);
  return { weights: { shape, data: whole }, scales: { shape: [outputs], data: scales } };
}
