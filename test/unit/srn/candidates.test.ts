import { describe, expect, test } from '@jest/globals';
import { roundHalfToEven } from '../../../src/image/resize/round-half-to-even.ts';
import { anchorsAt, moved } from '../../../src/srn/anchors.ts';
import { candidatesOf, type LevelMaps } from '../../../src/srn/candidates.ts';
import { facesOf, type SrnOutputs } from '../../../src/srn/faces.ts';
import { LEVELS } from '../../../src/srn/levels.ts';
import { OUTPUT } from '../../../src/srn/network.ts';
import { SETTINGS } from '../../../src/srn/options.ts';
import { uniform } from '../../support/networks/srn-made.mjs';
import { srnFixture } from '../../support/networks/srn.ts';

const { anchors, decoded, detections } = srnFixture();
const corners = ({ x1, y1, x2, y2 }: { x1: number; y1: number; x2: number; y2: number }) => [x1, y1, x2, y2];

describe('anchors', () => {
  test.each(LEVELS.map(({ stride }) => stride))("are NumPy's at stride %i", (stride) => {
    anchorsAt(stride).forEach((anchor, i) => {
      corners(anchor).forEach((value, j) => expect(value).toBeCloseTo(anchors[stride]?.[i]?.[j] ?? NaN, 10));
    });
  });

  test('halves are rounded to even numbers, as NumPy does: the height at stride 128 is 142, not 143', () => {
    expect([142.5, 17.5, 0.5, 1.5, 2.4].map(roundHalfToEven)).toEqual([142, 18, 0, 2, 2]);
    const [{ y1, y2 }] = anchorsAt(128);
    expect(y2 - y1 + 1).toBe(2 * 142);
  });

  test('the larger scale is 2.828427, not 2√2', () => {
    const [, { x1, x2 }] = anchorsAt(128);
    expect(x2 - x1 + 1).toBeCloseTo(114 * 2.828427, 12);
    expect(Math.abs(x2 - x1 + 1 - 114 * 2 * Math.SQRT2)).toBeGreaterThan(1e-5);
  });

  test('are moved by numbers without variances, sides without the border pixel', () => {
    const [anchor] = anchorsAt(4);
    const deltas = Float64Array.of(0.25, -0.5, 0.1, -0.2) as unknown as Float32Array;
    corners(moved(anchor, deltas, 0)).forEach((value, i) => expect(value).toBeCloseTo(decoded[i] ?? NaN, 12));
  });
});

/** Maps of a level whose anchors have these numbers; all places alike. */
function alike(rows: number, columns: number, of: { first: number[]; score: number; box?: number[] }): LevelMaps {
  const map = (numbers: readonly number[]) => ({
    shape: [1, rows, columns, numbers.length * 2],
    data: Float32Array.from(
      { length: rows * columns * 2 * numbers.length },
      (_, i) => numbers[i % numbers.length] ?? 0,
    ),
  });
  return { firstStep: map(of.first), scores: map([of.score]), boxes: map(of.box ?? [0, 0, 0, 0]) };
}

const logit = (score: number): number => Math.log(score / (1 - score));
const [fine, , , coarse] = LEVELS;
if (!fine || !coarse) throw new Error('Expected levels');

describe('the two steps', () => {
  const count = (level: typeof fine, maps: LevelMaps): number => candidatesOf(level, maps, 6000).length;

  test('STC: on fine levels anchors need a first score above 0.01', () => {
    expect(count(fine, alike(12, 10, { first: [logit(0.011)], score: logit(0.5) }))).toBe(240);
    expect(count(fine, alike(12, 10, { first: [logit(0.009)], score: logit(0.5) }))).toBe(0);
  });

  test('the first score has no part in the score', () => {
    const [best] = candidatesOf(fine, alike(12, 10, { first: [logit(0.02)], score: logit(0.5) }), 1);
    expect(best?.score).toBeCloseTo(0.5, 7);
  });

  test('the second score is to be above 0.05 on maps of 120 places, and anything on smaller ones', () => {
    const weak = { first: [logit(0.9)], score: logit(0.04) };
    expect(count(fine, alike(12, 10, weak))).toBe(0);
    expect(count(fine, alike(7, 17, weak))).toBe(2 * 119);
    expect(count(coarse, alike(12, 10, { ...weak, first: [0, 0, 0, 0] }))).toBe(0);
  });

  test('STR: on coarse levels the second step moves what the first has moved', () => {
    const maps = alike(1, 1, { first: [0.5, 0, 0, 0], score: 0, box: [0.25, 0, 0, 0] });
    const later = candidatesOf(coarse, maps, 6000).at(-1);
    const [{ x1, x2 }] = anchorsAt(32);
    expect(later?.box.x1).toBeCloseTo(x1 + 0.75 * (x2 - x1), 5);
  });

  test('places go row by row, two anchors each', () => {
    const maps = alike(2, 3, { first: [5], score: 0 });
    maps.scores.data[(1 * 3 + 2) * 2 + 1] = 9;
    const [best] = candidatesOf(fine, maps, 1);
    expect(best?.box.x1).toBeCloseTo(anchorsAt(4)[1].x1 + 2 * 4, 9);
    expect(best?.box.y1).toBeCloseTo(anchorsAt(4)[1].y1 + 4, 9);
  });
});

/** As `drawn_outputs` of make.py. */
function drawnOutputs(): SrnOutputs {
  const sizes = [
    [33, 41],
    [17, 21],
    [9, 11],
    [5, 6],
    [3, 3],
    [2, 2],
  ] as const;
  return Object.fromEntries(
    sizes.flatMap(([rows, columns], level) => {
      const draw = (name: string, channels: number, low: number, high: number) => {
        const data = Float32Array.from(uniform(name, rows * columns * channels), (u) => low + (high - low) * u);
        return [name, { shape: [1, rows, columns, channels], data }] as const;
      };
      return [
        draw(OUTPUT.score(2, level), 2, -6, 2),
        draw(OUTPUT.box(2, level), 8, -0.15, 0.15),
        level < 3 ? draw(OUTPUT.score(1, level), 2, -7, 1) : draw(OUTPUT.box(1, level), 8, -0.3, 0.3),
      ];
    }),
  );
}

describe('drawn outputs of all levels', () => {
  const settings = [SETTINGS.code, SETTINGS.paper, { candidates: 300, overlap: 0.4, faces: 60 }];
  test.each(settings.map((each, i) => [each, detections[i]] as const))(
    '%j: the faces are torchvision’s',
    (each, expected) => {
      const faces = facesOf(drawnOutputs(), each);
      expect(faces).toHaveLength(expected?.count ?? NaN);
      expected?.rows.forEach((row, i) => {
        const face = faces[7 * i];
        [...(face ? corners(face.box) : []), face?.score].forEach((value, j) =>
          expect(value).toBeCloseTo(row[j] ?? NaN, 8),
        );
      });
    },
  );
});
