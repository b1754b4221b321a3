import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../../../src/core/seeded-random.ts';
import { loweredBySpread, nearestOwners, nearestRows } from '../../../src/gallery/search/nearest.ts';
import { SumLengths } from '../../../src/gallery/search/sum-lengths.ts';
import { RowMatrix } from '../../../src/gallery/search/row-matrix.ts';

const random = seededRandom(7, 1);
const vector = (length: number): Float32Array => Float32Array.from({ length }, () => random() - 0.5);

const lengthOf = (a: Float32Array): number => Math.hypot(...a);

/** In double precision, without any of the code under test. */
const product = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);

function matrixOf(rows: readonly Float32Array[], dimension: number, blockBytes?: number): RowMatrix {
  const matrix = new RowMatrix(dimension, blockBytes);
  for (const [i, row] of rows.entries()) {
    matrix.extend(i + 1);
    matrix.view(i, 1).set(row);
  }
  return matrix;
}

describe.each([
  { dimension: 512, count: 300, blockBytes: undefined },
  { dimension: 192, count: 5000, blockBytes: undefined },
  { dimension: 2, count: 50, blockBytes: 64 },
  { dimension: 15, count: 70, blockBytes: 600 },
  { dimension: 18, count: 70, blockBytes: 600 },
])('of $count vectors of $dimension numbers', ({ dimension, count, blockBytes }) => {
  const rows = Array.from({ length: count }, () => vector(dimension));
  const queries = Array.from({ length: 19 }, () => vector(dimension));
  const matrix = matrixOf(rows, dimension, blockBytes);
  // Every seventh row was removed; the others belong to ten people.
  const owners = Int32Array.from(rows, (_, i) => (i % 7 === 3 ? -1 : i % 10));

  test('the nearest are those that a search in double precision finds', () => {
    const found = nearestRows(matrix, owners, queries, 10);
    for (const [q, query] of queries.entries()) {
      const all = rows.map((row, i) => ({ row: i, product: product(row, query) }));
      const expected = all.filter(({ row }) => owners[row] !== -1).sort((a, b) => b.product - a.product);
      for (const [place, { row, product: value }] of (found[q] ?? []).entries()) {
        expect(value).toBeCloseTo(expected[place]?.product ?? NaN, 4);
        expect(value).toBeCloseTo(product(rows[row] ?? query, query), 4);
        expect(owners[row]).not.toBe(-1);
      }
      expect(found[q]).toHaveLength(Math.min(10, expected.length));
    }
  });

  test('the nearest people are those of their nearest faces, or of these and their means', () => {
    const people = Array.from({ length: 10 }, (_, owner) => {
      const sum = sumOf(owner);
      return { rows: rowsOf(owner), sum, length: lengthOf(sum) };
    });
    const lengths = Float32Array.from(people, ({ length }) => length);
    for (const [measured, withSpread] of [
      [undefined, false],
      [lengths, false],
      [lengths, true],
    ] as const) {
      const found = nearestOwners(matrix, owners, queries, { top: 4, count: 10, lengths: measured, withSpread });
      for (const [q, query] of queries.entries()) {
        const expected = people
          .map(({ rows: theirs, sum, length }) => {
            const nearest = Math.max(...theirs.map((row) => product(row, query)));
            const near = measured ? (nearest + product(sum, query) / length) / 2 : nearest;
            return withSpread ? near - loweredBySpread(theirs.length, length) : near;
          })
          .sort((a, b) => b - a);
        expect(found[q]).toHaveLength(4);
        for (const [place, near] of (found[q] ?? []).entries())
          expect(near.product).toBeCloseTo(expected[place] ?? NaN, 4);
      }
    }
  });

  test('the lengths of sums are those of a sum in double precision', () => {
    const found = new SumLengths().of(matrix, owners, 10, new Set(owners));
    for (let owner = 0; owner < 10; owner++)
      if (rowsOf(owner).length > 1) expect(found[owner]).toBeCloseTo(lengthOf(sumOf(owner)), 4);
  });

  const rowsOf = (owner: number): Float32Array[] => rows.filter((_row, i) => owners[i] === owner);
  const sumOf = (owner: number): Float32Array =>
    rowsOf(owner).reduce((sum, row) => sum.map((value, i) => value + (row[i] ?? 0)), new Float32Array(dimension));
});

test('of equal rows the earlier comes first', () => {
  const row = Float32Array.of(1, 0);
  const matrix = matrixOf([row, row, row], 2);
  expect(nearestRows(matrix, Int32Array.of(0, 0, 0), [row], 2)[0]?.map((near) => near.row)).toEqual([0, 1]);
});
