import { expect, test } from '@jest/globals';
import { seededRandom } from '../../../src/core/seeded-random.ts';
import { assign } from '../../../src/evaluation/assignment.ts';

/** The least sum of all assignments there are. */
function leastSum(costs: readonly (readonly number[])[], taken: readonly number[] = []): number {
  const row = costs[taken.length];
  if (!row) return 0;
  return Math.min(
    ...row.map((cost, column) => (taken.includes(column) ? Infinity : cost + leastSum(costs, [...taken, column]))),
  );
}

test.each([
  { rows: 1, columns: 1 },
  { rows: 2, columns: 5 },
  { rows: 4, columns: 4 },
  { rows: 5, columns: 7 },
])('finds the least sum of $rows × $columns', ({ rows, columns }) => {
  const random = seededRandom(rows * 31 + columns, 1);
  for (let round = 0; round < 40; round++) {
    // Whole numbers, so that there are ties.
    const costs = Array.from({ length: rows }, () => Array.from({ length: columns }, () => Math.floor(random() * 12)));
    const assigned = assign(costs);
    expect(new Set(assigned).size).toBe(rows);
    expect(assigned.reduce((sum, column, row) => sum + (costs[row]?.[column] ?? NaN), 0)).toBe(leastSum(costs));
  }
});

test('the textbook example', () => {
  // Munkres' method as in many lectures: workers and jobs, least cost 5.
  expect(
    assign([
      [4, 1, 3],
      [2, 0, 5],
      [3, 2, 2],
    ]),
  ).toEqual([1, 0, 2]);
});

test('nothing to assign', () => {
  expect(assign([])).toEqual([]);
});
