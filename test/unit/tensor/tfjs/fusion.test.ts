import { expect, test } from '@jest/globals';
import { describeNetwork, images } from '../../../../src/tensor/describe.ts';
import { fuseActivations } from '../../../../src/tensor/tfjs/fusion.ts';

const namesOf = (network: Parameters<typeof fuseActivations>[0]): string[] =>
  fuseActivations(network).map(({ node, activation }) => [node.operation.op, activation?.op].filter(Boolean).join('+'));

test('an activation joins the layer before it, unless something else reads that layer too', () => {
  const network = describeNetwork('n', images(8, 8), (image) => {
    const start = image.standardise('fixed').relu();
    const own = start.conv('a', { kernel: 1, filters: 2 }).prelu('a');
    const shared = own.depthwiseConv('b', { kernel: 1 });
    const output = shared.conv('c', { kernel: 1, filters: 2 });
    return {
      sum: shared.relu().add(shared),
      output,
      rectified: output.relu(),
      dense: own.dense('d', { units: 1 }).relu(),
    };
  });
  expect(namesOf(network)).toEqual([
    'standardise',
    'relu',
    'conv+prelu',
    'depthwise-conv',
    'conv',
    'relu',
    'add',
    'relu',
    'dense+relu',
  ]);
});

test('what was joined has the name of the activation, which its readers ask for', () => {
  const network = describeNetwork('n', images(8, 8), (image) => ({
    result: image.standardise('none').conv('a', { kernel: 1, filters: 2 }).relu(),
  }));
  expect(fuseActivations(network).map(({ output }) => output)).toContain(network.outputs.result);
});
