import { expect, test } from '@jest/globals';
import type { Backbone } from '../../../../src/srn/size.ts';
import { srnRecipe, type SrnTrainSettings } from '../../../../src/pipelines/train-srn/srn-settings.ts';
import { hashPhotographs } from '../../../../src/pipelines/training-photographs/hash-photographs.ts';
import type { LabelledPhotograph } from '../../../../src/pipelines/training-photographs/labelled-photographs.ts';

const photograph = (path: string, x1 = 5, ignored = false): LabelledPhotograph => ({
  image: { path, file: `/photographs/${path}` },
  faces: [{ box: { x1, y1: 4, x2: 25, y2: 30 }, ignored }],
});
const seen = [photograph('a.png'), photograph('b.png')];

test.each([
  ['another photograph', [photograph('a.png'), photograph('c.png')]],
  ['another order, which draws others', seen.toReversed()],
  ['a box elsewhere', [photograph('a.png'), photograph('b.png', 6)]],
  ['a face that is to be ignored', [photograph('a.png'), photograph('b.png', 5, true)]],
  ['photographs whose faces are not all labelled', seen.map((each) => ({ ...each, landmarksOnly: true }))],
])('%s: other photographs, though as many with as many faces', (_, others) => {
  expect(hashPhotographs(others)).not.toBe(hashPhotographs(seen));
});

test('a folder that was moved has the same photographs', () => {
  const moved = seen.map(({ image, faces }) => ({ image: { ...image, file: `/elsewhere/${image.path}` }, faces }));
  expect(hashPhotographs(moved)).toBe(hashPhotographs(seen));
  expect(hashPhotographs(seen)).toMatch(/^[0-9a-f]{16}$/);
});

test('the recipe of SRN names its photographs so', () => {
  const backbone: Backbone = 'resnet18';
  const settings: SrnTrainSettings = {
    ...{ folder: '', annotations: '', output: '', checkpoints: '', resume: false, backbone, width: 4, side: 64 },
    ...{ batch: 2, epochs: 2, optimiser: 'adam', learningRate: 0.001, weightDecay: 0, stc: true, str: true },
    ...{ variation: 'paper', matching: 'every-face', seed: 3, device: 'cpu', threads: 1 },
  };
  expect(srnRecipe(settings, seen)).toMatchObject({ photographs: hashPhotographs(seen) });
});
