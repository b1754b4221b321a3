/**
 * The assignment of rows to columns with the least sum of costs: each row gets one column, no column is given twice. The Hungarian method
 * with potentials (Kuhn 1955, Munkres 1957), in O(rows² · columns).
 *
 * @param costs finite; at least as many columns as rows
 * @returns the column of each row
 */
export function assign(costs: readonly (readonly number[])[]): number[] {
  const columns = costs[0]?.length ?? 0;
  const rowPotential = new Float64Array(costs.length + 1);
  const columnPotential = new Float64Array(columns + 1);
  // Row of each column, from 1; 0 is none. Column 0 stands for the row that is being placed.
  const rowOf = new Int32Array(columns + 1);
  for (let row = 1; row <= costs.length; row++) {
    rowOf[0] = row;
    const path = shortestPath(costs, { rowOf, rowPotential, columnPotential });
    for (let column = path.end; column !== 0;) {
      const before = path.before[column] as number;
      rowOf[column] = rowOf[before] as number;
      column = before;
    }
  }
  const columnOf = new Array<number>(costs.length).fill(-1);
  for (let column = 1; column <= columns; column++) {
    const row = rowOf[column] as number;
    if (row > 0) columnOf[row - 1] = column - 1;
  }
  return columnOf;
}

interface Matching {
  readonly rowOf: Int32Array;
  readonly rowPotential: Float64Array;
  readonly columnPotential: Float64Array;
}

/** The cheapest way from the row at column 0 to a free column, along which rows change places; the potentials are kept up with it. */
function shortestPath(
  costs: readonly (readonly number[])[],
  { rowOf, rowPotential, columnPotential }: Matching,
): { readonly end: number; readonly before: Int32Array } {
  const columns = rowOf.length - 1;
  const before = new Int32Array(columns + 1);
  const slack = new Float64Array(columns + 1).fill(Infinity);
  const isReached = new Uint8Array(columns + 1);
  let column = 0;
  do {
    isReached[column] = 1;
    const row = rowOf[column] as number;
    let nearest = 0;
    for (let next = 1; next <= columns; next++) {
      if (isReached[next] === 1) continue;
      const cost = costs[row - 1]?.[next - 1] ?? Infinity;
      const reduced = cost - (rowPotential[row] as number) - (columnPotential[next] as number);
      if (reduced < (slack[next] as number)) {
        slack[next] = reduced;
        before[next] = column;
      }
      if (nearest === 0 || (slack[next] as number) < (slack[nearest] as number)) nearest = next;
    }
    const delta = slack[nearest] as number;
    for (let other = 0; other <= columns; other++) {
      if (isReached[other] === 1) {
        rowPotential[rowOf[other] as number] = (rowPotential[rowOf[other] as number] as number) + delta;
        columnPotential[other] = (columnPotential[other] as number) - delta;
      } else slack[other] = (slack[other] as number) - delta;
    }
    column = nearest;
  } while (rowOf[column] !== 0);
  return { end: column, before };
}
