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

/** Eyes at 20 and 40, the tip of the nose at `nose`, all turned by so many degrees. */
const head = (nose: number, degrees = 0) => {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const at = (x: number, y: number) => ({ x: x * cos - y * sin, y: x * sin + y * cos });
  const landmarks = [at(20, 30), at(40, 30), at(nose, 42), at(22, 52), at(38, 52)] as const;
  const { faces, ...rest } = photograph([60]);
  return { ...rest, faces: faces.map((face) => ({ ...face, landmarks })) };
};

test.each([
  { what: 'a head seen from the front', given: head(30), expected: undefined },
  { what: 'a head that looks to the side', given: head(39), expected: undefined },
  { what: 'a profile', given: head(41), expected: 'turned-away' },
  { what: 'a profile from the other side, tilted', given: head(19, 35), expected: 'turned-away' },
  { what: 'a head that looks to the side, tilted', given: head(21, -35), expected: undefined },
  { what: 'a large and sharp face', given: photograph([60]), expected: undefined },
  { what: 'a face at the limits', given: photograph([40], 6), expected: undefined },
  { what: 'a small face', given: photograph([39]), expected: 'small-face' },
  { what: 'a small one of several', given: photograph([80, 30]), expected: 'small-face' },
  { what: 'a blurred face', given: photograph([60], 5.9), expected: 'blurred' },
])('of $what', ({ given, expected }) => {
  expect(findQualityProblem(given)?.reason).toBe(expected);
});
