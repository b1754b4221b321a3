import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { srnLayers } from '../../../../src/models/import/srn-layers.ts';
import { foldSrn, importSrn } from '../../../../src/models/import/srn-state.ts';
import { describeWithShared, sharedPath } from '../../../support/shared.ts';
import { madeState } from '../../../support/networks/srn-made.mjs';

const TINY = srnLayers({ width: 1, blocks: [1, 1, 1, 1] });
const fixture = (name: string): Uint8Array => readFileSync(new URL(`../../../fixtures/srn/${name}`, import.meta.url));

describe('the state dict of SRN, as PyTorch writes it', () => {
  const expected = foldSrn(madeState(TINY), 'made', TINY);

  test.each(['tiny.legacy.pth', 'tiny.zip.pth'])('%s has the weights that it was made of', (name) => {
    expect(importSrn(fixture(name), name, TINY)).toEqual(expected);
  });

  test('a batch norm goes into the weights before it', () => {
    const state = madeState(TINY);
    const at = (name: string, i = 0): number => state.get(name)?.data[i] ?? NaN;
    const factor = at('bn1.weight') / Math.sqrt(at('bn1.running_var') + 1e-5);
    expect(expected.get('conv1/weights')?.data[0]).toBeCloseTo(at('conv1.weight') * factor, 6);
    expect(expected.get('conv1/biases')?.data[0]).toBeCloseTo(at('bn1.bias') - at('bn1.running_mean') * factor, 6);
  });

  test('kernels are (height, width): the first branch looks along a row', () => {
    expect(expected.get('cls_subnet/2/branch0/2/weights')?.shape).toEqual([1, 5, 1, 1]);
    expect(expected.get('cls_subnet/2/branch1/2/weights')?.shape).toEqual([5, 1, 1, 1]);
  });

  test('pixels get the mean and the deviation of ImageNet', () => {
    const [scale = NaN, shift = NaN] = ['weights', 'biases'].map((name) => expected.get(`colours/${name}`)?.data[1]);
    expect(200 * scale + shift).toBeCloseTo((200 / 255 - 0.456) / 0.224, 6);
  });
});

describe('what is no SRN', () => {
  test('missing tensors are named', () => {
    const state = madeState(TINY);
    state.delete('layer6.bias');
    state.delete('p6_conv.weight');
    expect(() => foldSrn(state, 'SRN.pth', TINY)).toThrow(
      /tensors of SRN in SRN\.pth but found 2 missing \(layer6\.bias \(4,\), p6_conv\.weight \(4, 4, 3, 3\)\)/,
    );
  });

  test('another size is told by its shapes', () => {
    expect(() => importSrn(fixture('tiny.zip.pth'), 'tiny.zip.pth')).toThrow(
      /of another shape \(conv1\.weight \(1, 3, 7, 7\) instead of \(64, 3, 7, 7\)/,
    );
  });

  test('a file that ends early is refused', () => {
    const bytes = fixture('tiny.legacy.pth');
    for (const share of [0.1, 0.5, 0.99])
      expect(() => importSrn(bytes.subarray(0, share * bytes.length), 'cut.pth', TINY)).toThrow(
        /cut off|damaged|no directory/,
      );
  });

  test('a number that is none is refused', () => {
    const state = madeState(TINY);
    state.get('layer5.bias')?.data.fill(NaN);
    expect(() => foldSrn(state, 'SRN.pth', TINY)).toThrow(/finite numbers for layer5\/biases/);
  });
});

describeWithShared("the authors' state dict", () => {
  test('has these tensors of these shapes', () => {
    const listed = readFileSync(sharedPath('reference/srn_state_dict.tsv'), 'utf8')
      .split('\n')
      .map((line) => line.split('\t'))
      .filter(([key = '', shape = '']) => /^[\dx]+$/.test(shape) && !key.endsWith('num_batches_tracked'));
    const made = [...shapesOf(srnLayers())].map(([name, shape]) => [name, shape.join('x')]);
    expect(made).toHaveLength(365);
    expect(new Map(made as [string, string][])).toEqual(new Map(listed.map(([key = '', shape = '']) => [key, shape])));
  });
});

/** Name → shape, without making 53 million numbers. */
function* shapesOf(layers: ReturnType<typeof srnLayers>): Generator<[string, number[]]> {
  for (const { module, norm, kernel, in: inputs, out } of layers) {
    yield [`${module}.weight`, [out, inputs, ...kernel]];
    const own = norm === undefined ? [`${module}.bias`] : [];
    const normed =
      norm === undefined ? [] : ['weight', 'bias', 'running_mean', 'running_var'].map((part) => `${norm}.${part}`);
    for (const name of [...own, ...normed]) yield [name, [out]];
  }
}
