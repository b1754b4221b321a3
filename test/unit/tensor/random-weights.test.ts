import { expect, test } from '@jest/globals';
import { seededRandom } from '../../../src/core/seeded-random.ts';
import { inceptionResnetV1 } from '../../../src/facenet/networks/inception-resnet-v1.ts';
import { mobileFaceNet } from '../../../src/facenet/networks/mobilefacenet.ts';
import { proposalNetwork } from '../../../src/mtcnn/networks.ts';
import { parameterShapes } from '../../../src/tensor/parameters.ts';
import { randomWeights } from '../../../src/tensor/random-weights.ts';
import { readBundledModel } from '../../../src/models/bundled.ts';
import { canonicalParameters, facenetLayers } from '../../../src/models/import/facenet-layers.ts';

test('the parameters of FaceNet are those that its importers expect', () => {
  const expected = facenetLayers().flatMap(canonicalParameters);
  expect(Object.fromEntries(parameterShapes(inceptionResnetV1('fixed')))).toEqual(Object.fromEntries(expected));
});

test('the parameters of MobileFaceNet are those of its weight file', async () => {
  const stored = Array.from(await readBundledModel('mobilefacenet'), ([name, { shape }]) => [name, shape]);
  expect(Object.fromEntries(parameterShapes(mobileFaceNet('fixed')))).toEqual(Object.fromEntries(stored));
});

test('random weights are the same from the same seed, and within their range', () => {
  const [once, again] = [0, 0].map((seed) => randomWeights(proposalNetwork, seededRandom(seed, 0)));
  expect(once).toEqual(again);
  const weights = once?.get('pnet/conv1/weights')?.data ?? new Float32Array();
  // He et al.: ±√(6 / (3 · 3 · 3))
  expect(Math.max(...weights.map(Math.abs))).toBeLessThanOrEqual(Math.sqrt(6 / 27));
  expect(new Set(weights).size).toBeGreaterThan(200);
});
