import { expect, test } from '@jest/globals';
import type { Face } from '../../../src/core/face.ts';
import { selectFace, type Selection } from '../../../src/detection/select-face.ts';

const at = (x1: number, y1: number, side: number, score: number): Face => {
  const origin = { x: 0, y: 0 };
  return {
    box: { x1, y1, x2: x1 + side, y2: y1 + side },
    score,
    landmarks: [origin, origin, origin, origin, origin],
  };
};
const image = { width: 200, height: 100 };
// Areas 400, 900, 1600; squared distances of the centres from (100, 50): 0, 625, 6425. So center: 400, −350, −11250.
const faces = [at(90, 40, 20, 0.8), at(110, 35, 30, 0.9), at(160, 0, 40, 0.7)];

test.each<[Selection, number]>([
  ['center', 0],
  ['largest', 2],
  ['score', 1],
])('%s takes face %d', (selection, index) => {
  expect(selectFace(faces, image, selection)).toBe(index);
});

test('of equals the first, of none −1', () => {
  expect(selectFace([at(0, 0, 9, 0.9), at(0, 0, 9, 0.9)], image, 'center')).toBe(0);
  expect(selectFace([], image, 'center')).toBe(-1);
});
