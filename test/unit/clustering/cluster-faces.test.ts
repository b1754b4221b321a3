import { describe, expect, test } from '@jest/globals';
import { clusterFaces } from '../../../src/clustering/cluster-faces.ts';
import { agglomerate } from '../../../src/clustering/linkage.ts';
import { DistanceMatrix, MatrixClusters } from '../../../src/clustering/matrix-clusters.ts';
import { packVectors, visitNearPairs } from '../../../src/clustering/packed-vectors.ts';
import { unitVectors } from '../../../src/clustering/unit-vectors.ts';
import { randomNumbers } from '../../support/networks/seeded-numbers.ts';
import { clusterFixture as clusters } from '../../support/faces/cluster-fixture.ts';

/**
 * What packing may change a squared distance by: twice the product of a vector with an error of at most 1/64,000 in each number, which has a
 * standard deviation of 2.6e-5.
 */
const ROUNDING = 2e-4;

const faces = clusters.vectors.map((vector) => Float32Array.from(vector));

/** Vectors on the unit circle, by their angles in degrees. */
const atAngles = (...degrees: readonly number[]): Float32Array[] =>
  degrees.map((angle) => Float32Array.of(Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)));

/** The same groups whatever their names and order. */
const sorted = (groups: readonly (readonly number[])[]): string[] => groups.map((group) => group.join(' ')).sort();

const groupsOf = (labels: readonly number[]): number[][] => {
  const groups = new Map<number, number[]>();
  for (const [item, label] of labels.entries()) groups.set(label, [...(groups.get(label) ?? []), item]);
  return [...groups.values()];
};

const ways = [
  { way: 'with all distances', mostInMatrix: 1000 },
  { way: 'with a graph of near faces', mostInMatrix: 0 },
];

describe('average linkage', () => {
  test('has the heights of SciPy', async () => {
    const { numbers, dimension } = unitVectors(faces);
    const matrix = new DistanceMatrix(faces.length);
    await visitNearPairs(packVectors(numbers, dimension), { limit: 4 }, (a, b, distance) => {
      matrix.set(a, b, distance);
    });
    const heights = [...agglomerate(new MatrixClusters(matrix), faces.length, Infinity)]
      .map(({ distance }) => distance)
      .sort((a, b) => a - b);
    expect(heights).toHaveLength(clusters.heights.length);
    const differences = clusters.heights.map((height, i) => Math.abs(height - (heights[i] ?? NaN)));
    expect(Math.max(...differences)).toBeLessThan(ROUNDING);
  });

  describe.each(ways)('$way', ({ mostInMatrix }) => {
    test.each(clusters.cuts)('has the groups of SciPy at $threshold', async ({ threshold, labels }) => {
      const groups = await clusterFaces(faces, { threshold, mostInMatrix, neighbours: 200 });
      expect(sorted(groups)).toEqual(sorted(groupsOf(labels)));
    });

    test('puts the largest group first and faces in order', async () => {
      const groups = await clusterFaces(atAngles(90, 0, 2, 91, 1), { threshold: 0.1, mostInMatrix });
      expect(groups).toEqual([
        [1, 2, 4],
        [0, 3],
      ]);
    });

    test('is not stopped by faces that are equal, or by zeros', async () => {
      const same = Array.from({ length: 300 }, () => Float32Array.of(1, 0));
      const groups = await clusterFaces([...same, Float32Array.of(0, 0)], { threshold: 0.5, mostInMatrix });
      expect(groups.map(({ length }) => length)).toEqual([300, 1]);
    });

    test.each([{ count: 0 }, { count: 1 }])('takes $count faces', async ({ count }) => {
      const groups = await clusterFaces(atAngles(0).slice(0, count), { threshold: 1, mostInMatrix });
      expect(groups).toEqual(count === 0 ? [] : [[0]]);
    });

    test('takes embeddings with that of the mirrored face behind them', async () => {
      const twice = atAngles(0, 10, 90).map((vector) => Float32Array.of(...vector, ...vector));
      expect(await clusterFaces(twice, { threshold: 0.1, mostInMatrix })).toEqual([[0, 1], [2]]);
    });

    test('keeps two faces of a photograph apart, and what each is with', async () => {
      // 0 and 1 would be one group first, then 2 with them.
      const angles = atAngles(0, 1, 3, 5);
      const rules = { together: [], apart: [[0, 1]] };
      const groups = await clusterFaces(angles, { threshold: 0.5, mostInMatrix, rules });
      // 1–2 and 2–3 are equally near; 1–2 comes first, and 3 is nearer to them than to 0, as in the mean.
      expect(groups).toEqual([[1, 2, 3], [0]]);
    });

    test('keeps what is known together, and groups that are known apart', async () => {
      const angles = atAngles(0, 90, 2, 1, 89, 4);
      const rules = { together: [[0, 1]], apart: [[0, 2]] };
      const groups = await clusterFaces(angles, { threshold: 0.2, mostInMatrix, rules });
      expect(groups).toEqual([[2, 3, 5], [0, 1], [4]]);
    });

    test('ends when it is asked to', async () => {
      const signal = AbortSignal.abort('SIGINT');
      await expect(clusterFaces(faces, { threshold: 1, mostInMatrix, signal })).rejects.toMatchObject({
        code: 'interrupted',
      });
    });
  });
});

test('pairs of near vectors have the distances that double precision gives', async () => {
  const numbersOf = randomNumbers(3);
  // More than two blocks, and a dimension that is no multiple of 8.
  const { numbers, dimension } = unitVectors(Array.from({ length: 600 }, () => numbersOf(37, 1)));
  const limit = 1.6;
  const seen = new Map<string, number>();
  await visitNearPairs(packVectors(numbers, dimension), { limit }, (a, b, distance) => seen.set(`${a} ${b}`, distance));
  const wrong: unknown[] = [];
  for (let a = 0; a < 600; a++) {
    for (let b = a + 1; b < 600; b++) {
      let expected = 0;
      for (let i = 0; i < dimension; i++)
        expected += ((numbers[a * dimension + i] ?? 0) - (numbers[b * dimension + i] ?? 0)) ** 2;
      const found = seen.get(`${a} ${b}`);
      const agrees = found === undefined ? expected > limit - ROUNDING : Math.abs(found - expected) < ROUNDING;
      if (!agrees) wrong.push({ a, b, expected, found });
    }
  }
  expect(wrong).toEqual([]);
  // Both answers came.
  expect(seen.size).toBeGreaterThan(1000);
  expect(seen.size).toBeLessThan((600 * 599) / 2);
});
