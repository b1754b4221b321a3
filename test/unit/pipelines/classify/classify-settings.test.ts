import { describe, expect, test } from '@jest/globals';
import { testResults } from '../../../support/tables.ts';
import { readArguments, requireFittingOptions } from '../../../../src/commands/classify/read-arguments.ts';
import { readTrainSettings } from '../../../../src/pipelines/train-classifier/read-train-settings.ts';
import type { ClassifyFlags } from '../../../../src/commands/classify/options.ts';
import type { TrainOptions } from '../../../../src/pipelines/train-classifier/train-settings.ts';

const CLASSIFY: ClassifyFlags = { batchSize: 16, top: 1, device: 'cpu' };
const TRAIN: TrainOptions = {
  kind: 'auto',
  seed: 666,
  batchSize: 16,
  cost: 1,
  kernel: 'linear',
  targetFar: 0.01,
  device: 'cpu',
};

describe('arguments of classify', () => {
  testResults('%j', readArguments, [
    [['c.json', 'a.jpg'], { classifier: 'c.json', paths: ['a.jpg'] }],
    [['a.jpg', 'c.json'], { classifier: 'models/classifier.json', paths: ['a.jpg', 'c.json'] }],
    [['people'], { classifier: 'models/classifier.json', paths: ['people'] }],
  ]);

  test.each([
    [[], /photographs or a data set to classify but received none/],
    [['c.json'], /photographs or a data set/],
    [['my_classifier.pkl', 'people'], /ending in \.json, but received my_classifier\.pkl, a pickle/],
  ])('%j are refused', (args, message) => {
    expect(() => readArguments(args)).toThrow(message);
  });
});

test('options that mean nothing for what is classified are refused', () => {
  const refused = (flags: Partial<ClassifyFlags>, kind: 'data-set' | 'photographs') => () => {
    requireFittingOptions({ ...CLASSIFY, ...flags }, kind);
  };
  expect(refused({ annotate: 'x' }, 'data-set')).toThrow(/photographs with `annotate`/);
  expect(refused({ useSplitDataset: true }, 'photographs')).toThrow(/data set with `useSplitDataset`/);
  expect(refused({ report: 'x' }, 'photographs')).toThrow(/data set with `report`/);
  expect(refused({ top: 3, unknownThreshold: 'none' }, 'photographs')).not.toThrow();
});

describe('settings of train-classifier', () => {
  const settings = (flags: Partial<TrainOptions>, ...args: string[]) =>
    readTrainSettings(args, { ...TRAIN, ...flags }, '/w');

  test('are those of classifier.py by default', () => {
    expect(settings({})).toMatchObject({ split: undefined, minPerClass: 0 });
    expect(settings({}).data).toMatch(/datasets.lfw_160$/);
    expect(settings({ detect: true }).data).toMatch(/datasets.lfw$/);
    expect(settings({}).output).toMatch(/models.classifier\.json$/);
    expect(settings({ useSplitDataset: true }).split).toEqual({
      minPerClass: 20,
      trainPerClass: 10,
      seed: 666,
    });
    expect(
      settings({ useSplitDataset: true, minNrofImagesPerClass: 40, nrofTrainImagesPerClass: 35 }).split,
    ).toMatchObject({ minPerClass: 40, trainPerClass: 35 });
  });

  test.each<[string, Partial<TrainOptions>, string[], RegExp]>([
    ['a pickle', {}, ['d', 'c.pkl'], /ending in \.json, but received c\.pkl/],
    ['images to train on without a split', { nrofTrainImagesPerClass: 5 }, [], /`useSplitDataset` with/],
    ['gamma for a linear kernel', { gamma: 1 }, [], /`kernel: rbf` with `gamma`/],
  ])('refuse %s', (_, flags, args, message) => {
    expect(() => settings(flags, ...args)).toThrow(message);
  });
});
