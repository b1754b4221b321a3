import type { Tensor } from '../../core/tensor.ts';

type Parameter = Tensor<Float32Array>;

/** Of a signed byte. −128 is not used: the range has a middle. */
const LARGEST_WEIGHT = 127;

/**
 * Rounds weights to int8 steps of their outputs (filters, channels or units; the last axis above 1).
 */
export function toWholeWeights({ shape, data }: Parameter, steps: Float32Array): Parameter {
  // int8 knows no −0.
  return { shape, data: data.map((weight, i) => Math.round(weight / (steps[i % steps.length] ?? 1)) + 0) };
}

/** For each output the step with which its largest weight becomes ±`largest`. */
export function widestSteps({ data }: Parameter, outputs: number, largest = LARGEST_WEIGHT): Float32Array {
  const peaks = new Float32Array(outputs);
  data.forEach((weight, i) => {
    peaks[i % outputs] = Math.max(peaks[i % outputs] ?? 0, Math.abs(weight));
  });
  return stepsOf(peaks, largest);
}

/**
 * The smallest steps with which the whole weights of a convolution, (height, width, inputs, filters), cannot saturate. Processors without
 * VNNI add the products of two bytes with two weights in 16 bits: 255 · 128 = 32,640 fits. So of two weights that are neighbours in
 * memory, those of one sign add up to 128 at most. The runtime keeps a filter by inputs or by places: both orders are looked at.
 */
export function pairedSteps({ shape, data }: Parameter): Float32Array {
  const [height = 1, width = 1, inputs = 1, filters = 1] = shape;
  const places = height * width;
  const peaks = new Float32Array(filters);
  const meet = (row: number, other: number): void => {
    for (let filter = 0; filter < filters; filter++) {
      const a = data[row * filters + filter] as number;
      const b = data[other * filters + filter] as number;
      const sum = a * b > 0 ? Math.abs(a + b) : Math.max(Math.abs(a), Math.abs(b));
      if (sum > (peaks[filter] as number)) peaks[filter] = sum;
    }
  };
  const last = places * inputs - 1;
  if (last === 0) return widestSteps({ shape, data }, filters);
  for (let row = 0; row < last; row++) meet(row, row + 1);
  // By inputs: the places of an input, then those of the next.
  for (let i = 0; i < last; i++) {
    const rowOf = (k: number): number => (k % places) * inputs + Math.floor(k / places);
    meet(rowOf(i), rowOf(i + 1));
  }
  // Each of two may be rounded up by half a step: their sum by one.
  return stepsOf(peaks, LARGEST_WEIGHT);
}

/** An output without any weight: every step would do but 0. */
const stepsOf = (peaks: Float32Array, largest: number): Float32Array =>
  peaks.map((peak) => (peak === 0 ? 1 : peak / largest));
