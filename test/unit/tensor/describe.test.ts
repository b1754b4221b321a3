import { expect, test } from '@jest/globals';
import { outputNetwork, proposalNetwork, refinementNetwork } from '../../../src/mtcnn/networks.ts';
import { describeNetwork, images } from '../../../src/tensor/describe.ts';
import type { Network } from '../../../src/tensor/network.ts';

const shapeOf = (network: Network, output: string) =>
  network.nodes.find(({ name }) => name === network.outputs[output])?.shape;

/** Parameters of a network, counted from its description. */
function countParameters(network: Network): number {
  const shapes = new Map([[network.input.name, network.input.shape]]);
  let count = 0;
  for (const { name, inputs, operation, shape } of network.nodes) {
    const before = shapes.get(inputs[0] ?? '') ?? [];
    shapes.set(name, shape);
    if (operation.op === 'conv')
      count += (operation.kernel[0] * operation.kernel[1] * Number(before[3]) + 1) * operation.filters;
    if (operation.op === 'dense')
      count += (before.slice(1).reduce<number>((n, size) => n * Number(size), 1) + 1) * operation.units;
    if (operation.op === 'prelu') count += Number(shape.at(-1));
  }
  return count;
}

test.each([
  // The counts that the MTCNN of FaceNet is known by.
  [proposalNetwork, 6_632],
  [refinementNetwork, 100_178],
  [outputNetwork, 389_040],
])('$name has $1 parameters', (network, expected) => {
  expect(countParameters(network)).toBe(expected);
});

test('the shapes of the outputs are those of the paper', () => {
  expect(shapeOf(proposalNetwork, 'cells')?.at(-1)).toBe(6);
  expect(shapeOf(refinementNetwork, 'logits')).toEqual(['batch', 2]);
  expect(shapeOf(outputNetwork, 'landmarks')).toEqual(['batch', 10]);
});

test.each([
  // TensorFlow: same ceil(n / stride), valid floor((n − kernel) / stride) + 1.
  [46, 3, 2, 'same' as const, 23],
  [21, 3, 2, 'valid' as const, 10],
  [8, 2, 2, 'same' as const, 4],
  [7, 3, 1, 'valid' as const, 5],
])('a window over %d pixels, %d/%d %s, gives %d', (size, kernel, stride, padding, expected) => {
  const network = describeNetwork('pool', images(size, size), (image) => ({
    pooled: image.maxPool({ kernel, stride, padding }),
  }));
  expect(shapeOf(network, 'pooled')).toEqual(['batch', expected, expected, 3]);
});
