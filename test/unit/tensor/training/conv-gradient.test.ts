import { afterAll, expect, test } from '@jest/globals';
import { seededRandom } from '../../../../src/core/seeded-random.ts';
import { sizeOf } from '../../../../src/core/tensor.ts';
import { openEngine } from '../../../../src/tensor/engines/open-engine.ts';
import { conv } from '../../../../src/tensor/training/gradients/conv.ts';
import { placeWindow } from '../../../../src/tensor/training/gradients/placed-window.ts';
import { Tape } from '../../../../src/tensor/training/tape/tape.ts';
import { largestDifference } from '../../../support/largest-difference.ts';

const engine = await openEngine({ device: 'cpu', threads: 1 });
afterAll(() => engine.dispose());

const random = seededRandom(1, 0);
const numbers = (shape: readonly number[]) => ({
  shape,
  data: Float32Array.from({ length: sizeOf(shape) }, () => 2 * random() - 1),
});

test.each([
  ['same', [3, 3], 44],
  ['valid', [3, 2], 60],
  ['same', [2, 5], 60],
] as const)('the gradient of a large map, %s %s, is the transposed convolution', async (padding, kernel, side) => {
  const [image, weight] = [[1, 32, side, side] as const, [8, 32, ...kernel] as const];
  const window = placeWindow({ kernel, stride: 1, padding }, [side, side]);
  const seed = [1, 8, ...window.output];
  const tape = new Tape();
  const [x, weights] = [
    tape.leaf(tape.input('x', image), image, true),
    tape.leaf(tape.input('weights', weight), weight, false),
  ];
  const result = conv(tape, x, { weights }, window);
  const given = tape.input('seed', seed);
  const product = tape.sum(tape.op('Mul', [result.name, given]), [0, 1, 2, 3]);
  const gradients = tape.gradients(tape.derive(product, [], [[result, () => given]]));
  tape.output('gradient', gradients.get('x') ?? '', image);
  const { pads } = window;
  tape.output('expected', tape.op('ConvTranspose', [given, 'weights'], { kernel_shape: kernel, pads }), image);
  const graph = tape.graph('conv');
  expect(graph.nodes.filter(({ type }) => type === 'ConvTranspose')).toHaveLength(1);
  await using session = await engine.loadGraph(graph);
  const found = await session.run({ x: numbers(image), weights: numbers(weight), seed: numbers(seed) });
  expect(found.gradient?.shape).toEqual(image);
  expect(largestDifference(found.gradient?.data ?? [], found.expected?.data ?? [])).toBeLessThan(1e-4);
});
