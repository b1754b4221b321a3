import { describe, expect, test } from '@jest/globals';
import { chooseDetector, detectorInfo } from '../../../src/detectors/choose-detector.ts';
import { DETECTORS, definitionOf, type DetectorName } from '../../../src/detectors/registry.ts';
import { findKnownModel, KNOWN_MODELS } from '../../../src/models/known-models.ts';

describe('which detector, and how it looks for faces', () => {
  test('without a word it is FaceNet’s, with the options of its scripts', () => {
    expect(chooseDetector()).toEqual({
      name: 'mtcnn',
      rotate: false,
      detection: { minFaceSize: 20, thresholds: [0.6, 0.7, 0.7], scaleFactor: 0.709 },
    });
  });

  test('what is given replaces a default; what is undefined does not', () => {
    expect(chooseDetector({ minFaceSize: 40, maxFaceSize: undefined, scaleFactor: undefined }).detection).toEqual({
      minFaceSize: 40,
      thresholds: [0.6, 0.7, 0.7],
      scaleFactor: 0.709,
    });
  });

  test.each([
    [{ name: 'ssd' as DetectorName }, /^Expected a `detector` of mtcnn.* but received ssd\.$/],
    [{ minFaceSize: 0 }, /^Expected a `minFaceSize` of 1 pixel or more but received 0\.$/],
    [{ minFaceSize: 40, maxFaceSize: 20 }, /of at least the `minFaceSize` 40 but received 20\.$/],
    [{ scaleFactor: 1 }, /^Expected a `scaleFactor` between 0 and 1 but received 1\.$/],
    [
      { thresholds: [0.6, 0.7, 1.2] as const },
      /^Expected three `thresholds` between 0 and 1 but received 0.6,0.7,1.2\.$/,
    ],
    [{ scoreThreshold: 0.5 }, /^Expected options that the detector mtcnn knows .* but received `scoreThreshold`/],
  ])('%j is refused', (options, message) => {
    expect(() => chooseDetector(options)).toThrow(expect.objectContaining({ code: 'usage' }));
    expect(() => chooseDetector(options)).toThrow(message);
  });
});

test('every detector has its weights among the known models, and the other way round', () => {
  const known = KNOWN_MODELS.filter(({ role }) => role === 'detector').map(({ name }) => name);
  expect([...DETECTORS].sort()).toEqual([...known].sort());
  for (const name of DETECTORS) {
    expect(definitionOf(name).name).toBe(name);
    if (findKnownModel(name)?.origin.kind === 'import') continue;
    expect(detectorInfo(name)).toMatchObject({ name, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
  }
});
