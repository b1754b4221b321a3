/**
 * Inner products of two lists of vectors of int16: each row with each column. The caller sees to it that no sum leaves int32.
 *
 * @param rows int16: `rowCount` × `dimension`
 * @param columns int16: `columnCount` × `dimension`; `columnCount` is a multiple of 4, `dimension` one of 8
 * @param products int32: `rowCount` × `columnCount`
 */
export function int16Products(
  rows: usize,
  rowCount: i32,
  columns: usize,
  columnCount: i32,
  dimension: i32,
  products: usize,
): void {
  const bytes = (<usize>dimension) << 1;
  const end = rows + bytes * <usize>rowCount;
  const lastColumn = columns + bytes * <usize>columnCount;
  for (let row = rows; row < end; row += bytes)
    for (let column = columns; column < lastColumn; column += bytes << 2, products += 16)
      v128.store(products, fourProducts(row, column, bytes));
}

/** Of a row with four columns in turn: the row is loaded once for all four. */
function fourProducts(row: usize, column: usize, bytes: usize): v128 {
  let sum0 = i32x4.splat(0);
  let sum1 = i32x4.splat(0);
  let sum2 = i32x4.splat(0);
  let sum3 = i32x4.splat(0);
  let column1 = column + bytes;
  let column2 = column1 + bytes;
  let column3 = column2 + bytes;
  for (const end = row + bytes; row < end; row += 16, column += 16, column1 += 16, column2 += 16, column3 += 16) {
    const numbers = v128.load(row);
    sum0 = i32x4.add(sum0, i32x4.dot_i16x8_s(numbers, v128.load(column)));
    sum1 = i32x4.add(sum1, i32x4.dot_i16x8_s(numbers, v128.load(column1)));
    sum2 = i32x4.add(sum2, i32x4.dot_i16x8_s(numbers, v128.load(column2)));
    sum3 = i32x4.add(sum3, i32x4.dot_i16x8_s(numbers, v128.load(column3)));
  }
  return sumsOf(sum0, sum1, sum2, sum3);
}

/** The sums of the four numbers of each. */
function sumsOf(a: v128, b: v128, c: v128, d: v128): v128 {
  const low = i32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7));
  const high = i32x4.add(v128.shuffle<i32>(c, d, 0, 4, 1, 5), v128.shuffle<i32>(c, d, 2, 6, 3, 7));
  return i32x4.add(v128.shuffle<i64>(low, high, 0, 2), v128.shuffle<i64>(low, high, 1, 3));
}
