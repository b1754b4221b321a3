import { describe, expect, test } from '@jest/globals';
import type { Candidate } from '../../../src/srn/candidates.ts';
import { scaleLinear } from '../../../src/image/resize/linear.ts';
import { mirrored, unmirrored, viewsOf } from '../../../src/srn/views.ts';
import { vote } from '../../../src/srn/vote.ts';
import { largestDifference } from '../../support/largest-difference.ts';
import { uniform } from '../../support/networks/srn-made.mjs';
import { srnFixture } from '../../support/networks/srn.ts';

const { voted, scaled } = srnFixture();

describe('the pictures of a photograph', () => {
  /** The scale of each to four digits, and which is mirrored. */
  const scales = (width: number, height: number): string[] =>
    viewsOf({ width, height }, 1400).map(({ scale, isMirrored }) => scale.toFixed(4) + (isMirrored ? ' mirrored' : ''));

  test('below the limit: itself, mirrored, half, and larger ones up to the limit', () => {
    // 1400² / (640 · 480) = 6.38: two steps of 1.5, since 2.25² = 5.06.
    expect(scales(640, 480)).toEqual(['1.0000', '1.0000 mirrored', '0.5000', '1.5000', '2.2500', '2.5259']);
  });

  test('above the limit: of the limit, mirrored, and smaller ones', () => {
    expect(scales(2800, 1400)).toEqual(['0.7071', '0.7071 mirrored', '0.5303', '0.3536']);
  });

  test('small pictures are for large faces, large ones for small faces', () => {
    const box = (side: number) => ({ x1: 10, y1: 10, x2: 10 + side - 1, y2: 10 + side - 1 });
    const kept = viewsOf({ width: 640, height: 480 }, 1400).map(({ keeps }) =>
      [30, 31, 99, 100].map((side) => keeps(box(side))),
    );
    const [whole, half, enlarged] = [
      [true, true, true, true],
      [false, true, true, true],
      [true, true, true, false],
    ];
    expect(kept).toEqual([whole, whole, half, enlarged, enlarged, enlarged]);
  });

  test('left and right change places, of pixels and of boxes', () => {
    const image = { width: 2, height: 2, data: Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]) };
    expect([...mirrored(image).data]).toEqual([4, 5, 6, 1, 2, 3, 10, 11, 12, 7, 8, 9]);
    expect(unmirrored({ x1: 0, y1: 3, x2: 4, y2: 9 }, { width: 10 })).toEqual({ x1: 5, y1: 3, x2: 9, y2: 9 });
  });

  test.each(scaled)('$factor times as large, each grey is OpenCV’s to one level', ({ factor, width, height, data }) => {
    const picture = Uint8Array.from(uniform('picture', 23 * 17 * 3), (value) => Math.floor(value * 256));
    const found = scaleLinear({ width: 23, height: 17, data: picture }, factor);
    expect([found.width, found.height]).toEqual([width, height]);
    expect(largestDifference(found.data, data)).toBeLessThanOrEqual(1);
  });
});

describe('box voting', () => {
  const candidate = ([x1 = 0, y1 = 0, x2 = 0, y2 = 0, score = 0]: readonly number[]): Candidate => ({
    box: { x1, y1, x2, y2 },
    score,
  });

  test('gives the boxes of NumPy; one that nobody else saw is dropped, however sure', () => {
    const faces = vote(voted.boxes.map(candidate), 750);
    expect(faces).toHaveLength(voted.faces.length);
    faces.forEach(({ box, score }, i) => {
      [box.x1, box.y1, box.x2, box.y2, score].forEach((value, j) => {
        expect(value).toBeCloseTo(voted.faces[i]?.[j] ?? NaN, 9);
      });
    });
  });

  test('stops at so many faces, and nothing gives nothing', () => {
    expect(vote(voted.boxes.map(candidate), 2)).toHaveLength(2);
    expect(vote([], 750)).toEqual([]);
  });
});
