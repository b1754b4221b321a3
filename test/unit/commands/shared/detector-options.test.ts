import { expect, test } from '@jest/globals';
import { readDetector } from '../../../../src/commands/shared/detector-options.ts';

test('without a flag no detector is asked for, so that a classifier can say its own', () => {
  expect(readDetector({})).toBeUndefined();
});

test('flags become the options of the library', () => {
  expect(readDetector({ detector: 'yunet', minFace: 30, scoreThreshold: 0.5, rotate: true })).toMatchObject({
    name: 'yunet',
    minFaceSize: 30,
    scoreThreshold: 0.5,
    rotate: true,
  });
});

test.each([
  [
    { detector: 'yunet', thresholds: [0.6, 0.7, 0.7] } as const,
    /yunet knows .* received `thresholds`.*`detector: mtcnn`/,
  ],
  [{ scoreThreshold: 0.5 }, /mtcnn knows .* received `scoreThreshold`.*`detector: yunet` or `detector: yunet-n`/],
])('%j: an option of another detector is refused', (flags, message) => {
  expect(() => readDetector(flags)).toThrow(expect.objectContaining({ code: 'usage' }));
  expect(() => readDetector(flags)).toThrow(message);
});
