/** Rows whose dot products are computed four by four: about five times as fast as one by one. */
export interface PackedRows {
  readonly count: number;
  readonly dimension: number;
  /** Groups of four rows, interleaved (number c of rows 0, 1, 2, 3, then number c + 1, …); the last group is filled with 0. */
  readonly data: Float64Array;
}

export function packRows(rows: readonly Float32Array[], dimension: number): PackedRows {
  const data = new Float64Array(Math.ceil(rows.length / 4) * 4 * dimension);
  rows.forEach((row, index) => {
    const start = (index - (index % 4)) * dimension + (index % 4);
    for (let c = 0; c < dimension; c++) data[start + 4 * c] = row[c] ?? 0;
  });
  return { count: rows.length, dimension, data };
}

/**
 * Writes a · b for every row a of `left` and b of `right` into `target`, with `stride` numbers from one row of `left` to the
 * next, from `offset` on. Sums run in double precision from the first number to the last, as libsvm's do.
 */
export function dotProducts(
  left: PackedRows,
  right: PackedRows,
  target: Float64Array,
  { offset = 0, stride = right.count }: { offset?: number; stride?: number } = {},
): void {
  const tile = new Float64Array(16);
  for (let i = 0; i < left.count; i += 4) {
    const rows = Math.min(4, left.count - i);
    for (let j = 0; j < right.count; j += 4) {
      const columns = Math.min(4, right.count - j);
      dotTile(left, right, { i, j, tile });
      for (let r = 0; r < rows; r++) {
        for (let c = 0; c < columns; c++) target[offset + (i + r) * stride + j + c] = tile[4 * r + c] ?? 0;
      }
    }
  }
}

/** The 4 × 4 dot products of rows i … i + 3 and j … j + 3, two rows of the left at a time: eight sums stay in registers. */
function dotTile(
  left: PackedRows,
  right: PackedRows,
  { i, j, tile }: { i: number; j: number; tile: Float64Array },
): void {
  const [A, B] = [left.data, right.data];
  const end = (i + 4) * left.dimension;
  for (let r = 0; r < 4; r += 2) {
    let [a0, a1, a2, a3, b0, b1, b2, b3] = [0, 0, 0, 0, 0, 0, 0, 0];
    for (let p = i * left.dimension + r, q = j * left.dimension; p < end; p += 4, q += 4) {
      const a = A[p] ?? 0;
      const b = A[p + 1] ?? 0;
      const w = B[q] ?? 0;
      const x = B[q + 1] ?? 0;
      const y = B[q + 2] ?? 0;
      const z = B[q + 3] ?? 0;
      a0 += a * w;
      a1 += a * x;
      a2 += a * y;
      a3 += a * z;
      b0 += b * w;
      b1 += b * x;
      b2 += b * y;
      b3 += b * z;
    }
    tile.set([a0, a1, a2, a3, b0, b1, b2, b3], 4 * r);
  }
}
