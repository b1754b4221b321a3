import { describe, expect, test } from '@jest/globals';
import type { Box } from '../../../../src/core/box.ts';
import { seededRandom } from '../../../../src/core/seeded-random.ts';
import { moved } from '../../../../src/srn/anchors.ts';
import { overlapWithBorders } from '../../../../src/srn/overlap.ts';
import { anchorBoxes, anchorGrids } from '../../../../src/training/srn/anchor-grid.ts';
import { boxDeltas } from '../../../../src/training/srn/batch.ts';
import { labelOf, labelsOf, MATCH, matchAnchors, type TrainingFace } from '../../../../src/training/srn/match.ts';
import { varySample } from '../../../../src/training/srn/vary-sample.ts';

const face = (x1: number, y1: number, x2: number, y2: number, ignored = false): TrainingFace => ({
  box: { x1, y1, x2, y2 },
  ignored,
});

describe('the match of anchors', () => {
  test('finds for each the face that it overlaps most, as a look at all pairs does', () => {
    const faces = [face(3, 2, 11, 12), face(20, 22, 70, 84), face(-10, 40, 30, 90), face(50, 50, 57, 59)];
    const grids = anchorGrids(100);
    const { overlaps, faces: best } = matchAnchors(grids, faces);
    const anchors = grids.flatMap((grid) => [...anchorBoxes(grid)]);
    expect(overlaps).toHaveLength(anchors.length / 4);
    for (const [i, overlap] of overlaps.entries()) {
      const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = anchors.slice(4 * i, 4 * i + 4);
      const all = faces.map(({ box }) => overlapWithBorders({ x1, y1, x2, y2 }, box));
      expect(overlap).toBeCloseTo(Math.max(...all), 4);
      expect(all[best[i] ?? -1] ?? 0).toBeCloseTo(overlap, 4);
    }
  });

  test.each([
    [1, 0.29, false, 0],
    [1, 0.5, false, -1],
    [1, 0.7, false, 1],
    [2, 0.39, false, 0],
    [2, 0.45, false, -1],
    [2, 0.5, false, 1],
    [2, 0.9, true, -1],
    [2, 0.1, true, 0],
  ] as const)('in step %d an overlap of %d (ignored: %s) is %d', (step, overlap, ignored, label) => {
    expect(labelOf(overlap, face(0, 0, 9, 9, ignored), MATCH[step])).toBe(label);
  });

  test('shows every face by the anchor that overlaps it most, if by 0.3 at least; by the paper such alone that overlap enough', () => {
    // Of the first face an anchor of 9 × 11 pixels has 0.4, of the second, a line, none has 0.3; the third is ignored.
    const faces = [face(41, 41, 44, 51), face(10, 10, 11, 60), face(70, 70, 74, 78, true)];
    const grids = anchorGrids(100);
    const matches = matchAnchors(grids, faces);
    const shown = (matching: 'every-face' | 'paper'): number[] =>
      Array.from(labelsOf(matches, faces, { rule: MATCH[1], matching }).entries()).flatMap(([i, label]) =>
        label === 1 ? [i] : [],
      );
    expect(shown('paper')).toEqual([]);
    const [anchor = -1, ...others] = shown('every-face');
    expect(others).toEqual([]);
    const ofFirst = Array.from(matches.overlaps).map((overlap, i) => (matches.faces[i] === 0 ? overlap : 0));
    expect(ofFirst[anchor]).toBe(Math.max(...ofFirst));
    expect(matches.anchors[1]).toBe(-1);
  });

  test('is undone by moving: an anchor goes onto its face', () => {
    const [anchor, wanted]: [Box, Box] = [face(-2, -3, 5, 6).box, face(4, 1, 20, 19).box];
    const there = moved(anchor, Float32Array.from(boxDeltas(anchor, wanted)), 0);
    for (const side of ['x1', 'y1', 'x2', 'y2'] as const) expect(there[side]).toBeCloseTo(wanted[side], 4);
  });
});

/** Black with a white face, whose box is that of the white pixels. */
const photograph = (() => {
  const [width, height, box] = [120, 80, { x1: 30, y1: 20, x2: 60, y2: 60 }];
  const data = new Uint8Array(width * height * 3);
  for (let y = box.y1; y < box.y2; y++) data.fill(255, (y * width + box.x1) * 3, (y * width + box.x2) * 3);
  return { image: { width, height, data }, faces: [{ box, ignored: false }] };
})();

describe.each(['paper', 'mirror', 'none'] as const)('a photograph varied as %s', (variation) => {
  test('has its face where the box is', () => {
    for (let seed = 0; seed < 20; seed++) {
      const { image, faces } = varySample(photograph, { side: 96, variation }, seededRandom(seed, 0));
      expect(image).toMatchObject({ width: 96, height: 96 });
      const [{ box } = { box: { x1: NaN, y1: NaN, x2: NaN, y2: NaN } }] = faces;
      const red = (x: number, y: number): number => image.data[(Math.round(y) * 96 + Math.round(x)) * 3] ?? NaN;
      const [x, y] = [(box.x1 + box.x2) / 2, (box.y1 + box.y2) / 2];
      const inside = [
        [x, y],
        [box.x1 + 3, y],
        [box.x2 - 3, y],
        [x, box.y1 + 3],
        [x, box.y2 - 3],
      ] as const;
      const brightest = Math.min(...inside.map(([a, b]) => red(a, b)));
      const outside = [
        [box.x1 - 3, y],
        [box.x2 + 3, y],
        [x, box.y1 - 3],
        [x, box.y2 + 3],
      ] as const;
      const seen = outside.filter(([a, b]) => a >= 0 && b >= 0 && a < 95 && b < 95).map(([a, b]) => red(a, b));
      // Beyond the photograph is a grey.
      expect(Math.max(0, ...seen)).toBeLessThan(brightest);
    }
  });
});

test('of many photographs mirrored half of the time some are', () => {
  const sides = Array.from({ length: 20 }, (_, seed) => {
    const { faces } = varySample(photograph, { side: 120, variation: 'mirror' }, seededRandom(seed, 1));
    return faces[0]?.box.x1;
  });
  expect(new Set(sides)).toEqual(new Set([30, 60]));
});
