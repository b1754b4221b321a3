import { expect, test } from '@jest/globals';
import { seededRandom } from '../../../../src/core/seeded-random.ts';
import { pairedSteps, toWholeWeights, widestSteps } from '../../../../src/tensor/quantization/int8-weights.ts';

const random = seededRandom(3, 0);
const [SIDE, INPUTS, FILTERS] = [3, 5, 7] as const;

/** What a processor gets that adds two products in 16 bits, for inputs of 255 where the weights have one sign. */
const worstSum = (a: number, b: number): number => (a * b > 0 ? 255 * Math.abs(a + b) : 0);

test('neighbours among the weights of a convolution cannot saturate 16 bits', () => {
  const shape = [SIDE, SIDE, INPUTS, FILTERS];
  const data = Float32Array.from({ length: SIDE * SIDE * INPUTS * FILTERS }, () => (random() - 0.3) ** 3);
  const whole = toWholeWeights({ shape, data }, pairedSteps({ shape, data })).data;
  const at = (place: number, input: number, filter: number): number =>
    whole[(place * INPUTS + input) * FILTERS + filter] ?? NaN;
  for (let filter = 0; filter < FILTERS; filter++) {
    const places = Array.from({ length: SIDE * SIDE }, (_, place) => place);
    const inputs = Array.from({ length: INPUTS }, (_, input) => input);
    const byPlaces = places.flatMap((place) => inputs.map((input) => at(place, input, filter)));
    const byInputs = inputs.flatMap((input) => places.map((place) => at(place, input, filter)));
    for (const order of [byPlaces, byInputs]) {
      const sums = order.slice(1).map((weight, i) => worstSum(weight, order[i] ?? NaN));
      expect(Math.max(...sums)).toBeLessThanOrEqual(32_767);
    }
    // More than half of a byte is used, though the largest weights stand beside others.
    expect(Math.max(...byPlaces.map(Math.abs))).toBeGreaterThan(64);
  }
});

test('a convolution with one weight a filter has it as 127, or 0', () => {
  const weights = { shape: [1, 1, 1, 3], data: Float32Array.of(0.5, -2, 0) };
  expect([...toWholeWeights(weights, pairedSteps(weights)).data]).toEqual([127, -127, 0]);
});

test('the widest steps give the largest weight of each output', () => {
  const weights = { shape: [2, 2], data: Float32Array.of(1, -3, 0.5, 1.5) };
  expect([...toWholeWeights(weights, widestSteps(weights, 2)).data]).toEqual([127, -127, 64, 64]);
});
