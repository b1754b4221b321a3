import { expect, test } from '@jest/globals';
import { seededRandom } from '../../../../src/core/seeded-random.ts';
import { ChannelMeans } from '../../../../src/tensor/quantization/channel-means.ts';
import { correctedBiases } from '../../../../src/tensor/quantization/correct-biases.ts';
import { toWholeWeights, widestSteps } from '../../../../src/tensor/quantization/int8-weights.ts';

const random = seededRandom(1, 0);
const numbers = (count: number): Float32Array => Float32Array.from({ length: count }, () => random() * 2 - 1);
const window = { kernel: [1, 1], stride: 1, padding: 'valid', bias: true, layer: 'a' } as const;

const [ROWS, INPUTS, FILTERS] = [500, 6, 4] as const;
const x = numbers(ROWS * INPUTS).map((value, i) => value + (i % INPUTS));

/** The mean of each output over all rows: weights (inputs, filters), or one weight a channel. */
function meansOf(weights: ArrayLike<number>, biases: Float32Array, depthwise: boolean): number[] {
  const outputs = biases.length;
  return Array.from({ length: outputs }, (_, o) => {
    let sum = 0;
    for (let row = 0; row < ROWS; row++) {
      const channels = depthwise ? [o] : Array.from({ length: INPUTS }, (__, i) => i);
      for (const i of channels) sum += (x[row * INPUTS + i] ?? NaN) * (weights[depthwise ? o : i * outputs + o] ?? NaN);
    }
    return sum / ROWS + (biases[o] ?? NaN);
  });
}

test.each([
  ['a convolution', { op: 'conv', filters: FILTERS, ...window } as const, [1, 1, INPUTS, FILTERS], FILTERS],
  ['a depthwise convolution', { op: 'depthwise-conv', ...window } as const, [1, 1, INPUTS, 1], INPUTS],
])('%s keeps the means of its outputs when its weights are rounded', (_, operation, shape, outputs) => {
  const depthwise = operation.op === 'depthwise-conv';
  const weights = { shape, data: numbers(INPUTS * (depthwise ? 1 : FILTERS)) };
  const biases = { shape: [outputs], data: numbers(outputs) };
  // Five steps on either side of zero: the errors are large.
  const steps = widestSteps(weights, outputs, 5);
  const whole = toWholeWeights(weights, steps);
  const scales = { shape: [outputs], data: steps };
  const rounded = whole.data.map((value, i) => value * (scales.data[i % outputs] ?? NaN));
  const seen = new ChannelMeans();
  seen.add({ shape: [ROWS / 2, 1, 1, INPUTS], data: x.subarray(0, x.length / 2) });
  seen.add({ shape: [ROWS / 2, 1, 1, INPUTS], data: x.subarray(x.length / 2) });

  const corrected = correctedBiases(biases, { operation, weights, whole, scales }, seen.means());
  const wanted = meansOf(weights.data, biases.data, depthwise);
  const off = (found: readonly number[]): number =>
    Math.max(...found.map((mean, o) => Math.abs(mean - (wanted[o] ?? NaN))));
  expect(off(meansOf(rounded, corrected.data, depthwise))).toBeLessThan(1e-5);
  // A depthwise weight is the largest of its output, which rounding does not change.
  if (!depthwise) expect(off(meansOf(rounded, biases.data, depthwise))).toBeGreaterThan(0.01);
});
