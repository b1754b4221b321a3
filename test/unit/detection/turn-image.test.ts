import { describe, expect, test } from '@jest/globals';
import type { Face } from '../../../src/core/face.ts';
import type { RgbImage } from '../../../src/core/image.ts';
import { alignFace } from '../../../src/detection/align-by-box.ts';
import type { Detector } from '../../../src/detection/detector.ts';
import { turnBack, turnForwards, turnImage } from '../../../src/detection/turn-image.ts';
import { turning } from '../../../src/detection/turning-detector.ts';

/** Grey values row by row. */
const image = (rows: readonly (readonly number[])[]): RgbImage => ({
  width: rows[0]?.length ?? 0,
  height: rows.length,
  data: Uint8Array.from(rows.flat().flatMap((value) => [value, value, value])),
});
const rowsOf = ({ width, height, data }: RgbImage): number[][] =>
  Array.from({ length: height }, (_, y) => Array.from({ length: width }, (_, x) => data[(y * width + x) * 3] ?? NaN));

const TWO_BY_THREE = image([
  [1, 2, 3],
  [4, 5, 6],
]);

describe('turning clockwise', () => {
  test.each([
    [90 as const, [[4, 1], [5, 2], [6, 3]]], // prettier-ignore
    [180 as const, [[6, 5, 4], [3, 2, 1]]], // prettier-ignore
    [270 as const, [[3, 6], [2, 5], [1, 4]]], // prettier-ignore
  ])('by %i degrees', (turn, expected) => {
    expect(rowsOf(turnImage(TWO_BY_THREE, turn))).toEqual(expected);
  });

  test('a face is given where it lies in the photograph', () => {
    // The pixel 6 of the photograph, at column 2 and row 1, is the first of the lowest row when turned by 90 degrees.
    const point = { x: 0, y: 2 };
    const face: Face = {
      box: { x1: 0, y1: 2, x2: 1, y2: 3 },
      score: 1,
      landmarks: [point, point, point, point, point],
    };
    const back = turnBack(face, 90, TWO_BY_THREE);
    expect(back.box).toEqual({ x1: 2, y1: 1, x2: 3, y2: 2 });
    expect(back.landmarks?.[0]).toEqual({ x: 2, y: 1 });
    expect(back.turn).toBe(90);
    expect(rowsOf(alignFace(TWO_BY_THREE, back, { imageSize: 1, margin: 0 }).image)).toEqual([[6]]);
  });

  test.each([90, 180, 270] as const)('there and back by %i degrees, places to each other stay', (turn) => {
    const points = [3, 4, 5, 6, 7].map((n) => ({ x: n, y: 2 * n - 5 }));
    const landmarks = points as unknown as NonNullable<Face['landmarks']>;
    const face: Face = { box: { x1: 2, y1: 1, x2: 9, y2: 11 }, score: 1, landmarks };
    const back = turnBack(face, turn, { width: 40, height: 30 });
    const there = turnForwards({ ...back, landmarks: back.landmarks ?? landmarks }, turn);
    const [dx, dy] = [there.box.x1 - face.box.x1, there.box.y1 - face.box.y1];
    expect(there.box.x2 - face.box.x2).toBe(dx);
    expect(there.box.y2 - face.box.y2).toBe(dy);
    expect(there.landmarks.map(({ x, y }) => ({ x: x - dx, y: y - dy }))).toEqual(points);
  });
});

test('a photograph without a face is turned until it shows one', async () => {
  const seen: number[][][] = [];
  const found: Face = { box: { x1: 0, y1: 0, x2: 1, y2: 1 }, score: 0.9 };
  const detector: Detector = {
    info: { name: 'fake', sha256: '', landmarks: false },
    device: 'cpu',
    detect: (shown) => {
      seen.push(rowsOf(shown));
      return Promise.resolve(shown.data[0] === 6 ? [found] : []);
    },
    dispose: () => Promise.resolve(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  const faces = await turning(detector).detect(TWO_BY_THREE);
  expect(seen.map((rows) => rows[0]?.[0])).toEqual([1, 4, 6]);
  expect(faces).toEqual([{ ...found, box: { x1: 2, y1: 1, x2: 3, y2: 2 }, landmarks: undefined, turn: 180 }]);
});
