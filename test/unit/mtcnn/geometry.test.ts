import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { Box } from '../../../src/core/box.ts';
import { calibrate, calibrateProposal, squarePixels } from '../../../src/mtcnn/calibrate.ts';
import { suppress, type Overlap } from '../../../src/detection/suppress.ts';
import { proposals } from '../../../src/mtcnn/proposals.ts';
import { largestDifference } from '../../support/largest-difference.ts';

/** Numbers from fixtures/mtcnn/make-geometry.py: detect_face.py's formulas in NumPy. */
type Row = [number, number, number, number];
interface Geometry {
  boxes: [number, number, number, number, number][];
  regressions: Row[];
  nms: { threshold: number; overlap: Overlap; picked: number[] }[];
  calibratedProposals: Row[];
  calibrated: Row[];
  squares: Row[];
  maps: {
    scale: number;
    threshold: number;
    probability: number[][];
    regression: Row[][];
    expected: number[][];
  }[];
}
const geometry = JSON.parse(
  readFileSync(new URL('../../fixtures/mtcnn/geometry.json', import.meta.url), 'utf8'),
) as Geometry;

const toBox = ([x1, y1, x2, y2]: readonly number[]): Box => ({
  x1: x1 ?? NaN,
  y1: y1 ?? NaN,
  x2: x2 ?? NaN,
  y2: y2 ?? NaN,
});
const toRow = ({ x1, y1, x2, y2 }: Box): number[] => [x1, y1, x2, y2];

const candidates = geometry.boxes.map((row, i) => ({
  box: toBox(row),
  score: row[4],
  regression: toBox(geometry.regressions[i] ?? []),
}));

describe('non-maximum suppression', () => {
  test.each(geometry.nms)('keeps what nms keeps at $threshold $overlap', ({ threshold, overlap, picked }) => {
    const kept = suppress(candidates, threshold, overlap);
    expect(kept.map((candidate) => candidates.indexOf(candidate))).toEqual(picked);
  });

  test('of equal scores the later box wins', () => {
    const twice = [0, 1].map((x1) => ({ box: { x1, y1: 0, x2: 10 + x1, y2: 10 }, score: 0.9 }));
    expect(suppress(twice, 0.5, 'union')).toEqual([twice[1]]);
  });

  test('no boxes, none kept', () => {
    expect(suppress([], 0.5, 'union')).toEqual([]);
  });
});

describe('calibration', () => {
  test.each([
    ['of proposals, without +1', calibrateProposal, geometry.calibratedProposals, 1e-9],
    ['of later stages, with +1', calibrate, geometry.calibrated, 1e-9],
  ])('%s', (_, move, expected, tolerance) => {
    const moved = candidates.flatMap((candidate) => toRow(move(candidate)));
    expect(largestDifference(moved, expected.flat())).toBeLessThan(tolerance);
  });

  test('squares, truncated to whole pixels', () => {
    const squares = candidates.flatMap(({ box }) => toRow(squarePixels(box)));
    expect(largestDifference(squares, geometry.squares.flat())).toBe(0);
  });
});

describe('proposals of a level', () => {
  test.each(geometry.maps)('$expected.length cells pass', (map) => {
    const height = map.probability.length;
    const width = map.probability[0]?.length ?? 0;
    // The logits (0, ln p/(1 − p)) have the probability p.
    const logits = map.probability.flat().map((p) => [0, Math.log(p / (1 - p))]);
    const cells = map.regression.flat().flatMap((regression, i) => [...(logits[i] ?? []), ...regression]);
    const found = proposals({ shape: [height, width, 6], data: Float32Array.from(cells) }, map.scale, map.threshold);
    const rows = found.map(({ box, score, regression }) => [...toRow(box), score, ...toRow(regression)]);
    expect(rows.length).toBe(map.expected.length);
    expect(largestDifference(rows.flat(), map.expected.flat())).toBeLessThan(1e-6);
  });
});
