import { describe, expect, test } from '@jest/globals';
import path from 'node:path';
import { distanceMetric } from '../../../../src/commands/validate-lfw/options.ts';
import type { LfwOptions } from '../../../../src/pipelines/validate-lfw/lfw-settings.ts';
import { readLfwSettings } from '../../../../src/pipelines/validate-lfw/read-lfw-settings.ts';

const OPTIONS: LfwOptions = { lfwPairs: 'p.txt', lfwBatchSize: 16, lfwNrofFolds: 10 };
const settings = (options: Partial<LfwOptions>, folder?: string) =>
  readLfwSettings(folder, { ...OPTIONS, ...options }, '/w');

describe('settings', () => {
  test('are those of validate_on_lfw.py by default', () => {
    expect(settings({})).toMatchObject({
      folder: path.resolve('/w/datasets/lfw_160'),
      pairsFile: path.resolve('/w/p.txt'),
      metric: 'squared-euclidean',
      flip: false,
      subtractMean: false,
      standardisation: undefined,
      folds: 10,
    });
  });

  test.each<[string, Partial<LfwOptions>, object]>([
    [
      'the preset is the recipe of 2018',
      { preset: 'facenet-2018' },
      { metric: 'cosine-angle', flip: true, subtractMean: true, standardisation: 'fixed' },
    ],
    [
      'what is given goes before the preset',
      { preset: 'facenet-2018', distanceMetric: 'squared-euclidean', standardization: 'per-image' },
      { metric: 'squared-euclidean', flip: true, standardisation: 'per-image' },
    ],
    ['z is taken for s', { standardization: 'per-image' }, { standardisation: 'per-image' }],
    ["FaceNet's flag", { useFixedImageStandardization: true }, { standardisation: 'fixed' }],
    [
      'one thing said twice',
      { useFixedImageStandardization: true, standardization: 'fixed' },
      { standardisation: 'fixed' },
    ],
    ['photographs have a folder of their own', { detect: true }, { folder: path.resolve('/w/datasets/lfw') }],
  ])('%s', (_, options, expected) => {
    expect(settings(options)).toMatchObject(expected);
  });

  test('two standardisations are refused', () => {
    expect(() => settings({ useFixedImageStandardization: true, standardization: 'per-image' })).toThrow(
      expect.objectContaining({ code: 'usage' }),
    );
  });
});

test.each([
  ['0', 'squared-euclidean'],
  ['1', 'cosine-angle'],
  ['cosine-angle', 'cosine-angle'],
])('--distance-metric %s', (text, metric) => {
  expect(distanceMetric('--distance-metric')(text)).toBe(metric);
});

test('--distance-metric 2 is refused', () => {
  expect(() => distanceMetric('--distance-metric')('2')).toThrow(
    'Expected one of 0, 1, squared-euclidean, cosine-angle for --distance-metric but received 2.',
  );
});
