import { expect, test } from '@jest/globals';
import { asEmbedding } from '../../../src/core/embedding.ts';
import { findQualityProblem } from '../../../src/pipelines/gallery/quality.ts';

const photograph = (sides: readonly number[], sharpness = 20) => ({
  faces: sides.map((side, face) => ({
    face,
    box: { x1: 10, y1: 10, x2: 10 + side, y2: 10 + 2 * side },
    score: 0.9,
    embedding: asEmbedding(new Float32Array(2)),
  })),
  resized: false,
  measurement: { hash: [0, 0] as const, width: 200, height: 200, size: null, sharpness, others: [] },
});

test.each([
  { what: 'a large and sharp face', given: photograph([60]), expected: undefined },
  { what: 'a face at the limits', given: photograph([40], 6), expected: undefined },
  { what: 'a small face', given: photograph([39]), expected: 'small-face' },
  { what: 'a small one of several', given: photograph([80, 30]), expected: 'small-face' },
  { what: 'a blurred face', given: photograph([60], 5.9), expected: 'blurred' },
])('of $what', ({ given, expected }) => {
  expect(findQualityProblem(given)?.reason).toBe(expected);
});
