import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { modelsDescribe } from '../../../src/commands/models-describe/models-describe.ts';
import { describeNetworks } from '../../../src/pipelines/architectures/describe-networks.ts';
import { sizeOf } from '../../../src/core/tensor.ts';
import { nn2Network } from '../../../src/facenet/networks/inception/nn2.ts';
import { formsFromScratch } from '../../../src/facenet/networks/trainable-embedder.ts';
import { toTrainable } from '../../../src/tensor/training/network/trainable.ts';
import { isStatistic, trainedShapes } from '../../../src/tensor/training/network/trained-parameters.ts';
import { createTestIo } from '../../support/io.ts';

/** What PyTorch counts on modules that `make-totals.py` writes from the papers. */
const totals = JSON.parse(
  readFileSync(new URL('../../fixtures/networks/totals.json', import.meta.url), 'utf8'),
) as Readonly<
  Record<string, { readonly parameters: number; readonly macs: number; readonly input: readonly number[] }>
>;

const none = { folder: '/nowhere', cwd: '/nowhere' };

describe('parameters and multiplications are those that PyTorch counts', () => {
  test.each(Object.entries(totals))('%s', async (name, expected) => {
    const [table] = await describeNetworks(name, none);
    expect({ parameters: table?.parameters, macs: table?.macs }).toEqual({
      parameters: expected.parameters,
      macs: expected.macs,
    });
  });

  test('of every network', async () => {
    expect((await describeNetworks(undefined, none)).map(({ name }) => name)).toEqual(Object.keys(totals));
  });
});

/** What the FaceNet paper and OpenFace say of their networks, to the digits that they print. */
describe('parameters and multiplications are those that were published', () => {
  test.each([
    ['nn1', 140e6, 1.6e9, 0.01],
    ['nn2', 7.5e6, 1.6e9, 0.01],
    ['nn4', 6.94e6, 285e6, 0.02],
    ['nns1-sized', 26e6, 220e6, 0.02],
    ['nns2-sized', 4.3e6, 20e6, 0.02],
  ])('%s', async (name, parameters, macs, tolerance) => {
    const [table] = await describeNetworks(name, none);
    expect(Math.abs((table?.parameters ?? 0) / parameters - 1)).toBeLessThan(tolerance);
    expect(Math.abs((table?.macs ?? 0) / macs - 1)).toBeLessThan(tolerance);
  });

  test('nn4-small2 has the 3,733,968 of OpenFace, with two numbers of batch norm a filter', async () => {
    const [table] = await describeNetworks('nn4-small2', none);
    const filters = table?.layers.map(({ operations: [first] }) => (first?.op === 'conv' ? first.filters : 0)) ?? [];
    expect((table?.parameters ?? 0) + 2 * filters.reduce((sum, count) => sum + count, 0)).toBe(3_733_968);
  });
});

test('srn has the 53,370,698 of its authors, but one number of batch norm a filter, and six for colours', async () => {
  const [table] = await describeNetworks('srn', none);
  // 26,560 filters of ResNet-50 have a batch norm, whose two numbers become a bias.
  expect(table?.parameters).toBe(53_370_698 - 26_560 + 6);
});

test('nn4-small2 is trained with the numbers of OpenFace, but for biases before batch norms', () => {
  const network = toTrainable(nn2Network('nn4-small2', 'fixed', 128), formsFromScratch('nn4-small2'));
  const sizes = Array.from(trainedShapes(network), ([name, shape]) => (isStatistic(name) ? 0 : sizeOf(shape)));
  // 4,656 filters.
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(3_733_968 - 4_656);
});

test('a model is described by its network, MTCNN by three', async () => {
  const names = async (name: string): Promise<string[]> =>
    (await describeNetworks(name, none)).map((each) => each.name);
  expect(await names('facenet-vggface2')).toEqual(['inception-resnet-v1']);
  expect(await names('mtcnn')).toEqual(['pnet', 'rnet', 'onet']);
});

test('of larger images a convolution has more to do, and no more parameters', async () => {
  const [small] = await describeNetworks('yunet', none);
  const [large] = await describeNetworks('yunet', { ...none, inputSize: 640 });
  expect(large?.parameters).toBe(small?.parameters);
  expect(large?.macs).toBe(4 * (small?.macs ?? 0));
});

test.each([
  ['rnet', 30, 'Expected no `inputSize` but 24 for rnet, whose input has that side.'],
  ['yunet', 330, 'Expected a multiple of 32 for `inputSize` of yunet but received 330.'],
  ['no-such', undefined, /^Expected a network \(pnet, .*\) or a model of one but received no-such\.$/],
])('%s at %s', async (name, inputSize, message) => {
  await expect(describeNetworks(name, { ...none, inputSize })).rejects.toThrow(message);
});

test('the table of the R-Net', async () => {
  const { io, stdout } = createTestIo();
  await modelsDescribe({ args: ['rnet'] }, {}, io);
  // Shapes are those of the paper's figure 2.
  expect(stdout()).toBe(`rnet, input 24×24×3
layer         computes         output    parameters    MACs
              standardize      24×24×3
rnet/conv1    conv 3×3, PReLU  22×22×28         812   366 K
              max pool 3×3/2   11×11×28
rnet/conv2    conv 3×3, PReLU  9×9×48        12,192   980 K
              max pool 3×3/2   4×4×48
rnet/conv3    conv 2×2, PReLU  3×3×64        12,416   111 K
rnet/conv4    dense, PReLU     128           73,984  73.7 K
rnet/conv5-1  dense            2                258     256
rnet/conv5-2  dense            4                516     512
total                                       100,178  1.53 M
`);
});
