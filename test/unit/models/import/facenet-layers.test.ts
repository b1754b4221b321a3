import { describe, expect, test } from '@jest/globals';
import { sizeOf } from '../../../../src/core/tensor.ts';
import { canonicalParameters, facenetLayers } from '../../../../src/models/import/facenet-layers.ts';
import { npyFileNames } from '../../../../src/models/import/npy-folder.ts';

const find = (name: string): unknown => facenetLayers().find((layer) => layer.name === `InceptionResnetV1/${name}`);

describe('facenetLayers', () => {
  test('are 132 convolutions and the bottleneck, 23,467,824 parameters', () => {
    // The parameters: the sum over the sizes of the 266 published arrays, by NumPy.
    const parameters = facenetLayers().flatMap(canonicalParameters);
    expect(facenetLayers().filter(({ kind }) => kind === 'conv')).toHaveLength(132);
    expect(new Set(parameters.map(([name]) => name)).size).toBe(266);
    expect(parameters.reduce((sum, [, shape]) => sum + sizeOf(shape), 0)).toBe(23_467_824);
  });

  // From inception_resnet_v1.py.
  test.each([
    ['Conv2d_1a_3x3', { kernel: [3, 3], in: 3, out: 32, batchNorm: true, scale: 1 }],
    ['Conv2d_3b_1x1', { kernel: [1, 1], in: 64, out: 80, batchNorm: true, scale: 1 }],
    ['Repeat/block35_5/Branch_2/Conv2d_0c_3x3', { kernel: [3, 3], in: 32, out: 32, batchNorm: true }],
    ['Repeat/block35_1/Conv2d_1x1', { kernel: [1, 1], in: 96, out: 256, batchNorm: false, scale: 0.17 }],
    ['Mixed_6a/Branch_1/Conv2d_1a_3x3', { kernel: [3, 3], in: 192, out: 256, batchNorm: true }],
    ['Repeat_1/block17_10/Branch_1/Conv2d_0b_1x7', { kernel: [1, 7], in: 128, out: 128, batchNorm: true }],
    ['Repeat_1/block17_1/Conv2d_1x1', { kernel: [1, 1], in: 256, out: 896, batchNorm: false, scale: 0.1 }],
    ['Mixed_7a/Branch_0/Conv2d_1a_3x3', { kernel: [3, 3], in: 256, out: 384, batchNorm: true }],
    ['Repeat_2/block8_5/Branch_1/Conv2d_0c_3x1', { kernel: [3, 1], in: 192, out: 192, batchNorm: true }],
    ['Repeat_2/block8_5/Conv2d_1x1', { kernel: [1, 1], in: 384, out: 1792, batchNorm: false, scale: 0.2 }],
    ['Block8/Conv2d_1x1', { kernel: [1, 1], in: 384, out: 1792, batchNorm: false, scale: 1 }],
    ['Bottleneck', { kind: 'dense', kernel: [1, 1], in: 1792, out: 512, batchNorm: true, scale: 1 }],
  ])('%s', (name, layer) => {
    expect(find(name)).toMatchObject(layer);
  });

  test('can be slim, with the three channels of the image as they are', () => {
    const [first] = facenetLayers({ width: 1 / 32 });
    expect(first).toMatchObject({ in: 3, out: 1 });
    expect(facenetLayers({ width: 1 / 32 }).at(-1)).toMatchObject({ in: 56, out: 16 });
  });
});

test('npyFileNames are 266 names of the W3C WebNN test data', () => {
  const names = npyFileNames();
  expect(names).toHaveLength(266);
  expect(names.slice(0, 2)).toEqual(['Conv2d_1a_3x3_kernel.npy', 'Conv2d_1a_3x3_Conv2D_bias.npy']);
  expect(names.slice(-2)).toEqual(['Bottleneck_kernel_transpose.npy', 'Bottleneck_MatMul_bias.npy']);
  expect(names).toEqual(
    expect.arrayContaining([
      'Block35_1_Branch_0_Conv2d_1x1_kernel.npy',
      'Block17_10_Branch_1_Conv2d_0c_7x1_Conv2D_bias.npy',
      'Mixed_7a_Branch_2_Conv2d_0b_3x3_kernel.npy',
      'Block8_6_Conv2d_1x1_Conv2D_bias.npy',
    ]),
  );
});
