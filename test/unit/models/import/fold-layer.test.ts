import { describe, expect, test } from '@jest/globals';
import type { Tensor } from '../../../../src/core/tensor.ts';
import type { FacenetLayer } from '../../../../src/models/import/facenet-layers.ts';
import { foldLayer } from '../../../../src/models/import/fold-layer.ts';

const layer: FacenetLayer = {
  name: 'x',
  kind: 'dense',
  kernel: [1, 1],
  in: 2,
  out: 2,
  batchNorm: true,
  scale: 1,
};
const vector = (...values: number[]): Tensor<Float32Array> => ({
  shape: [values.length],
  data: Float32Array.from(values),
});
const weights = { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) };

describe('foldLayer', () => {
  test('multiplies by gamma / √(variance + 0.001) and shifts by beta − mean · that', () => {
    // variance + 0.001 is 4 and 0.25: factors 3/2 and 1/0.5.
    const batchNorm = {
      gamma: vector(3, 1),
      beta: vector(1, 0),
      mean: vector(2, -1),
      variance: vector(3.999, 0.249),
    };
    const [[, folded], [, biases]] = foldLayer(layer, { weights, batchNorm }, 'a.pt') as [
      [string, Tensor],
      [string, Tensor],
    ];
    expect(folded.shape).toEqual([2, 2]);
    [1.5, 4, 4.5, 8].forEach((value, i) => {
      expect(folded.data[i]).toBeCloseTo(value, 6);
    });
    expect(biases.data[0]).toBeCloseTo(1 - 2 * 1.5, 6);
    expect(biases.data[1]).toBeCloseTo(2, 6);
  });

  test('multiplies weights and biases by the residual scale', () => {
    const folded = foldLayer({ ...layer, batchNorm: false, scale: 0.5 }, { weights, biases: vector(8, -2) }, 'a.pt');
    expect(folded).toEqual([
      ['x/weights', { shape: [2, 2], data: Float32Array.of(0.5, 1, 1.5, 2) }],
      ['x/biases', { shape: [2], data: Float32Array.of(4, -1) }],
    ]);
  });

  test.each([
    { what: 'a negative variance', variance: vector(-1, 1), beta: vector(0, 0) },
    { what: 'NaN', variance: vector(1, 1), beta: vector(NaN, 0) },
  ])('refuses $what', ({ variance, beta }) => {
    const fold = (): unknown =>
      foldLayer(layer, { weights, batchNorm: { beta, mean: vector(0, 0), variance } }, 'a.pt');
    expect(fold).toThrow(expect.objectContaining({ code: 'weights-not-finite' }));
    expect(fold).toThrow(/finite numbers for x\/.*a\.pt/);
  });
});
