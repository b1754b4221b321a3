/**
 * Inner products of many rows of numbers with a few others: what a search among embeddings is made of. Each row is read from memory once,
 * whatever the number of queries.
 *
 * @param rows float32: `count` × `dimension`
 * @param queries float32: `queryCount` × `dimension`
 * @param products float32: `queryCount` × `count`
 */
export function innerProducts(
  rows: usize,
  count: i32,
  dimension: i32,
  queries: usize,
  queryCount: i32,
  products: usize,
): void {
  const rowBytes = (<usize>dimension) << 2;
  for (let r = 0; r < count; r++, rows += rowBytes) {
    let query = queries;
    let product = products + ((<usize>r) << 2);
    for (let q = 0; q < queryCount; q++, query += rowBytes, product += (<usize>count) << 2)
      store<f32>(product, innerProduct(rows, query, dimension));
  }
}

/** Four sums of four numbers each, so that no addition waits for the one before. */
function innerProduct(a: usize, b: usize, length: i32): f32 {
  let sum0 = f32x4.splat(0);
  let sum1 = f32x4.splat(0);
  let sum2 = f32x4.splat(0);
  let sum3 = f32x4.splat(0);
  const end = a + ((<usize>(length & ~15)) << 2);
  for (; a < end; a += 64, b += 64) {
    sum0 = f32x4.add(sum0, f32x4.mul(v128.load(a), v128.load(b)));
    sum1 = f32x4.add(sum1, f32x4.mul(v128.load(a, 16), v128.load(b, 16)));
    sum2 = f32x4.add(sum2, f32x4.mul(v128.load(a, 32), v128.load(b, 32)));
    sum3 = f32x4.add(sum3, f32x4.mul(v128.load(a, 48), v128.load(b, 48)));
  }
  const sum = f32x4.add(f32x4.add(sum0, sum1), f32x4.add(sum2, sum3));
  let total =
    f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1) + (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3));
  for (const last = end + ((<usize>(length & 15)) << 2); a < last; a += 4, b += 4) total += load<f32>(a) * load<f32>(b);
  return total;
}
