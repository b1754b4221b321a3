import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { percentileInterval } from '../../../../src/evaluation/bootstrap.ts';
import { drawRoles, type Draw } from '../../../../src/evaluation/identification/draw.ts';
import { evaluateIdentification, FPIRS } from '../../../../src/evaluation/identification/identification.ts';
import { ratesOf, thresholdAt } from '../../../../src/evaluation/identification/rates.ts';
import { nearestFace } from '../../../../src/evaluation/identification/person-distance.ts';
import { search, type Searches } from '../../../../src/evaluation/identification/searches.ts';

/** What `test/fixtures/clustering/make-identification.py` has written. */
const fixture = JSON.parse(
  readFileSync(new URL('../../../fixtures/clustering/identification.json', import.meta.url), 'utf8'),
) as {
  readonly points: readonly (readonly number[])[];
  readonly draw: Draw;
  readonly fpirs: readonly number[];
  readonly dir: readonly number[];
  readonly dirOnSphere: readonly number[];
  readonly dirWithCohort: readonly number[];
  readonly raised: readonly number[];
  readonly cmc: readonly number[];
  readonly values: readonly number[];
  readonly interval: readonly [number, number];
};

describe('rates of identification', () => {
  test('are those of NumPy', () => {
    const distance = (a: number, b: number): number =>
      (fixture.points[a] ?? []).reduce((sum, x, i) => sum + (x - (fixture.points[b]?.[i] ?? NaN)) ** 2, 0);
    const searches = search(fixture.draw, nearestFace(distance), { withCohort: false });
    const { dir, cmc } = ratesOf(searches, fixture.fpirs, fixture.cmc.length);
    for (const [i, rate] of fixture.dir.entries()) expect(dir[i]).toBeCloseTo(rate, 12);
    for (const [i, share] of fixture.cmc.entries()) expect(cmc[i]).toBeCloseTo(share, 12);
  });

  test('are those of NumPy where the people next to the nearest raise the distance', () => {
    const unit = fixture.points.map((point) => point.map((x) => x / Math.hypot(...point)));
    const distance = (a: number, b: number): number =>
      (unit[a] ?? []).reduce((sum, x, i) => sum + (x - (unit[b]?.[i] ?? NaN)) ** 2, 0);
    const [plain, raised] = [false, true].map((withCohort) =>
      search(fixture.draw, nearestFace(distance), { withCohort }),
    ) as [Searches, Searches];
    for (const [searches, expected] of [
      [plain, fixture.dirOnSphere],
      [raised, fixture.dirWithCohort],
    ] as const)
      expect(ratesOf(searches, fixture.fpirs, 1).dir).toEqual(
        expected.map((rate) => expect.closeTo(rate, 12) as unknown),
      );
    expect(raised.mated.flat().map((search) => search.distance)).toEqual(
      fixture.raised.map((distance) => expect.closeTo(distance, 12) as unknown),
    );
    expect(fixture.dirWithCohort).not.toEqual(fixture.dirOnSphere);
  });

  // By hand: faces on a line. Ann is enrolled at 0 and 1, Bob at 10; unknown faces are 3 and 7 from the nearest of them.
  test('by hand', () => {
    const places = [0, 1, 10, 2, 9, 6, 4, 17];
    const draw = { gallery: [[0, 1], [2]], mated: [[3, 4], [5]], nonMated: [[6], [7]] };
    const searches = search(
      draw,
      nearestFace((a, b) => Math.abs((places[a] ?? NaN) - (places[b] ?? NaN))),
      { withCohort: false },
    );
    expect(searches.mated).toEqual([
      [
        { rank: 1, distance: 1 },
        { rank: 2, distance: 1 },
      ],
      [{ rank: 1, distance: 4 }],
    ]);
    expect(searches.nonMated).toEqual([[3], [7]]);
    const { dir, cmc, thresholds } = ratesOf(searches, [0, 0.5, 1], 2);
    expect(thresholds).toEqual([3, 7, Infinity]);
    expect(dir).toEqual([1 / 3, 2 / 3, 2 / 3]);
    expect(cmc).toEqual([2 / 3, 1]);
  });

  test('count a person as near as another against the search', () => {
    const draw = { gallery: [[0], [1]], mated: [[2], []], nonMated: [] };
    expect(
      search(
        draw,
        nearestFace(() => 1),
        { withCohort: false },
      ).mated,
    ).toEqual([[{ rank: 2, distance: 1 }], []]);
  });

  test('equally near non-mated searches stay out together', () => {
    const at = (fpir: number): number => thresholdAt(Float64Array.of(1, 2, 2, 5), fpir);
    expect([0, 0.1, 0.25, 0.5, 0.75, 1].map(at)).toEqual([1, 1, 2, 2, 5, Infinity]);
  });

  test('take a share that floating point has made a little smaller', () => {
    const nonMated = Float64Array.from({ length: 100 }, (_, i) => i);
    expect(thresholdAt(nonMated, 0.29)).toBe(29);
  });
});

test('percentile intervals are those of NumPy', () => {
  const { low, high } = percentileInterval(fixture.values, 0.95);
  expect(low).toBeCloseTo(fixture.interval[0], 12);
  expect(high).toBeCloseTo(fixture.interval[1], 12);
});

describe('drawRoles', () => {
  const people = Array.from({ length: 9 }, (_, person) =>
    [0, 1, 2].slice(0, person < 5 ? 3 : 2).map((i) => person * 3 + i),
  );

  test('parts people into unknown and known ones, and their faces into enrolled and looked for', () => {
    const { gallery, mated, nonMated } = drawRoles(people, { enrolled: 2, unknownShare: 0.5, seed: 1 }, 0);
    expect(nonMated).toHaveLength(4);
    expect(gallery).toHaveLength(5);
    const known = gallery.map((faces, i) => [...faces, ...(mated[i] ?? [])].sort((a, b) => a - b));
    expect([...known, ...nonMated].sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0))).toEqual(people);
    for (const faces of mated) expect(faces.length).toBe(1);
  });

  test('draws the same with one seed, and other people in other draws', () => {
    const options = { enrolled: 1, unknownShare: 0.5, seed: 1 };
    expect(drawRoles(people, options, 3)).toEqual(drawRoles(people, options, 3));
    expect(drawRoles(people, options, 3)).not.toEqual(drawRoles(people, options, 4));
  });
});

describe('evaluateIdentification', () => {
  const options = { enrolled: 1, unknownShare: 0.5, seed: 7, draws: 3, resamples: 100 };
  /** Ten people with three faces each, and one with a single face. */
  const names = [...Array.from({ length: 30 }, (_, i) => `person ${Math.floor(i / 3)}`), 'single'];

  test('finds everybody where people are far apart', async () => {
    const distance = (a: number, b: number): number => (names[a] === names[b] ? 0.1 : 2);
    const figures = await evaluateIdentification(names, nearestFace(distance), options);
    expect(figures).toMatchObject({ people: 10, faces: 30, perDraw: { enrolled: 5, mated: 10, nonMated: 15 } });
    expect(figures.dir.map(({ fpir }) => fpir)).toEqual([...FPIRS]);
    expect(figures.dir[0]).toMatchObject({ mean: 1, interval: { low: 1, high: 1 } });
    expect(figures.rank1.mean).toBe(1);
    expect(figures.cmc).toHaveLength(20);
  });

  test('finds nobody where all look the same', async () => {
    const figures = await evaluateIdentification(
      names,
      nearestFace(() => 1),
      options,
    );
    expect(figures.rank1.mean).toBe(0);
    expect(figures.dir[2]?.mean).toBe(0);
    // With five people enrolled, the fifth place is the last.
    expect(figures.cmc.slice(3, 5)).toEqual([0, 1]);
  });

  test('refuses too few people, and ends when it is asked to', async () => {
    await expect(
      evaluateIdentification(
        ['a', 'a', 'b', 'b', 'c'],
        nearestFace(() => 1),
        options,
      ),
    ).rejects.toMatchObject({
      code: 'too-few-people',
    });
    const signal = AbortSignal.abort('SIGINT');
    await expect(
      evaluateIdentification(
        names,
        nearestFace(() => 1),
        { ...options, signal },
      ),
    ).rejects.toMatchObject({
      code: 'interrupted',
    });
  });
});
