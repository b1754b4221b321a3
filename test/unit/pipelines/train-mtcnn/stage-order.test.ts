import { expect, test } from '@jest/globals';
import { orderNotice } from '../../../../src/pipelines/train-mtcnn/stage-order.ts';

test.each([
  ['pnet', []],
  ['rnet', ['pnet']],
  ['onet', ['pnet', 'rnet']],
  // With the networks that come with facekit, which were trained together.
  ['rnet', []],
  ['onet', []],
  ['onet', ['rnet']],
] as const)('%s on a base with %j trained is in order', (network, trained) => {
  expect(orderNotice(network, trained)).toBeUndefined();
});

test.each([
  ['onet', ['pnet'], /R-Net .* was not trained with the network before it: train rnet first/],
  ['pnet', ['pnet', 'rnet'], /R-Net of the base learnt from the windows of another P-Net: train rnet again/],
  ['pnet', ['pnet', 'rnet', 'onet'], /R-Net and the O-Net .*: train rnet, then onet again afterwards/],
  ['rnet', ['pnet', 'rnet', 'onet'], /O-Net .* another R-Net: train onet again/],
] as const)('%s on a base with %j trained is told', (network, trained, notice) => {
  expect(orderNotice(network, trained)).toMatch(notice);
});
