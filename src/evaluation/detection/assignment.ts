/**
 * Gives each row at most one column, and each column to at most one row, so that the sum of the chosen values is as large as can be
 * (Kuhn's method with shortest augmenting paths, O(rows² · columns)).
 *
 * @param values rows of equal length, finite, 0 or more
 * @returns the column of each row; −1 for a row without one, where there are fewer columns than rows
 */
export function bestAssignment(values: readonly (readonly number[])[]): number[] {
  const columns = values[0]?.length ?? 0;
  if (values.length <= columns) return assignRows(values, columns);
  const transposed = Array.from({ length: columns }, (_, column) => values.map((row) => row[column] ?? 0));
  const rowOf = assignRows(transposed, values.length);
  const columnOf = values.map(() => -1);
  for (const [column, row] of rowOf.entries()) columnOf[row] = column;
  return columnOf;
}

/** With as many columns as rows or more: every row gets one. Positions count from 1; 0 stands for none. */
function assignRows(values: readonly (readonly number[])[], columns: number): number[] {
  const rowPrice = new Float64Array(values.length + 1);
  const columnPrice = new Float64Array(columns + 1);
  const rowOf = new Int32Array(columns + 1);
  for (let row = 1; row <= values.length; row++) {
    rowOf[0] = row;
    augment({ values, columns, rowPrice, columnPrice, rowOf });
  }
  const columnOf = values.map(() => -1);
  for (let column = 1; column <= columns; column++) {
    const row = rowOf[column] ?? 0;
    if (row > 0) columnOf[row - 1] = column - 1;
  }
  return columnOf;
}

interface Search {
  readonly values: readonly (readonly number[])[];
  readonly columns: number;
  readonly rowPrice: Float64Array;
  readonly columnPrice: Float64Array;
  /** Row of each column; of column 0 the row that is to be given one. */
  readonly rowOf: Int32Array;
}

/** Finds the cheapest way to give one more row a column, and moves the rows along it. */
function augment({ values, columns, rowPrice, columnPrice, rowOf }: Search): void {
  const cost = (row: number, column: number): number =>
    -(values[row - 1]?.[column - 1] ?? 0) - (rowPrice[row] ?? 0) - (columnPrice[column] ?? 0);
  const least = new Float64Array(columns + 1).fill(Infinity);
  const before = new Int32Array(columns + 1);
  const isUsed = new Uint8Array(columns + 1);
  let column = 0;
  while ((rowOf[column] ?? 0) !== 0) {
    isUsed[column] = 1;
    let [step, next] = [Infinity, 0];
    for (let other = 1; other <= columns; other++) {
      if (isUsed[other] === 1) continue;
      const reduced = cost(rowOf[column] ?? 0, other);
      if (reduced < (least[other] ?? 0)) [least[other], before[other]] = [reduced, column];
      if ((least[other] ?? 0) < step) [step, next] = [least[other] ?? 0, other];
    }
    for (let other = 0; other <= columns; other++) {
      if (isUsed[other] === 1) {
        const row = rowOf[other] ?? 0;
        rowPrice[row] = (rowPrice[row] ?? 0) + step;
        columnPrice[other] = (columnPrice[other] ?? 0) - step;
      } else least[other] = (least[other] ?? 0) - step;
    }
    column = next;
  }
  while (column !== 0) {
    const previous = before[column] ?? 0;
    rowOf[column] = rowOf[previous] ?? 0;
    column = previous;
  }
}
