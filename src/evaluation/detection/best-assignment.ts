import { assign } from '../assignment.ts';

/**
 * Gives each row at most one column, and each column to at most one row, so that the sum of the chosen values is as large as can be.
 *
 * @param values rows of equal length, finite, 0 or more
 * @returns the column of each row; −1 for a row without one, where there are fewer columns than rows
 */
export function bestAssignment(values: readonly (readonly number[])[]): number[] {
  const columns = values[0]?.length ?? 0;
  if (values.length <= columns) return assign(values.map((row) => row.map((value) => -value)));
  const transposed = Array.from({ length: columns }, (_, column) => values.map((row) => -(row[column] ?? 0)));
  const columnOf = values.map(() => -1);
  for (const [column, row] of assign(transposed).entries()) columnOf[row] = column;
  return columnOf;
}
