// A filter is written by `triangleFilter` of src/image/resize-bilinear.ts as a list of outputs. Each is two int32, the offset of its
// first input in bytes and how many pairs of inputs it has, then four int16 a pair: the lower bits of both weights, and their upper
// bits. One instruction multiplies four such pairs and adds up their products; weights of 23 bits it could not take.
const PAIRS: usize = 4;
const WEIGHTS: usize = 8;
const PAIR: usize = 8;
const LOWER_BITS = 11;
const PRECISION_BITS = 22;
const HALF = 1 << (PRECISION_BITS - 1);

/**
 * Each pixel becomes a weighted sum of pixels of its row, rounded to the nearest.
 * @param pixels uint8 red, green, blue of `height` rows of `rowBytes`; up to five bytes behind them are read too
 * @param filter of `width` outputs, `filterBytes` each
 * @param resized uint8: receives `width` × `height` pixels, and a byte behind them that means nothing
 */
export function resizeColumns(
  pixels: usize,
  rowBytes: i32,
  height: i32,
  filter: usize,
  filterBytes: i32,
  width: i32,
  resized: usize,
): void {
  // Red, green and blue of two pixels as int16: each colour beside the other pixel's.
  const pairUp = i8x16(0, -1, 3, -1, 1, -1, 4, -1, 2, -1, 5, -1, -1, -1, -1, -1);
  const end = filter + <usize>width * filterBytes;
  for (let y = 0; y < height; y++) {
    for (let output = filter; output < end; output += filterBytes) {
      let input = pixels + <usize>load<i32>(output);
      let weight = output + WEIGHTS;
      const weightsEnd = weight + <usize>load<i32>(output, PAIRS) * PAIR;
      let lower = i32x4.splat(HALF);
      let upper = i32x4.splat(0);
      for (; weight < weightsEnd; weight += PAIR) {
        const pair = i8x16.swizzle(v128.load64_zero(input), pairUp);
        lower = i32x4.add(lower, i32x4.dot_i16x8_s(pair, v128.load32_splat(weight)));
        upper = i32x4.add(upper, i32x4.dot_i16x8_s(pair, v128.load32_splat(weight, 4)));
        input += 6;
      }
      const sums = i16x8.narrow_i32x4_s(rounded(lower, upper), lower);
      v128.store32_lane(resized, i8x16.narrow_i16x8_u(sums, sums), 0);
      resized += 3;
    }
    pixels += rowBytes;
  }
}

/**
 * Each row becomes a weighted sum of rows, rounded to the nearest.
 * @param rows uint8: rows of `rowBytes`. One more row, and 15 bytes, behind those that the filter names are read too
 * @param filter of `height` outputs, `filterBytes` each
 * @param resized uint8: receives `height` rows, and up to 15 bytes behind them that mean nothing
 */
export function resizeRows(
  rows: usize,
  rowBytes: i32,
  filter: usize,
  filterBytes: i32,
  height: i32,
  resized: usize,
): void {
  for (let y = 0; y < height; y++) {
    const first = rows + <usize>load<i32>(filter);
    const weights = filter + WEIGHTS;
    const weightsEnd = weights + <usize>load<i32>(filter, PAIRS) * PAIR;
    for (let x = 0; x < rowBytes; x += 16) resizeBytes(first + x, rowBytes, weights, weightsEnd, resized + x);
    filter += filterBytes;
    resized += rowBytes;
  }
}

/** 16 bytes of a row. */
function resizeBytes(input: usize, rowBytes: i32, weight: usize, weightsEnd: usize, resized: usize): void {
  let lower0 = i32x4.splat(HALF);
  let lower1 = lower0;
  let lower2 = lower0;
  let lower3 = lower0;
  let upper0 = i32x4.splat(0);
  let upper1 = upper0;
  let upper2 = upper0;
  let upper3 = upper0;
  for (; weight < weightsEnd; weight += PAIR) {
    const first = v128.load(input);
    const second = v128.load(input + rowBytes);
    const low = v128.shuffle<u8>(first, second, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    // prettier-ignore
    const high = v128.shuffle<u8>(first, second, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    const pairs0 = i16x8.extend_low_i8x16_u(low);
    const pairs1 = i16x8.extend_high_i8x16_u(low);
    const pairs2 = i16x8.extend_low_i8x16_u(high);
    const pairs3 = i16x8.extend_high_i8x16_u(high);
    const lowerWeights = v128.load32_splat(weight);
    lower0 = i32x4.add(lower0, i32x4.dot_i16x8_s(pairs0, lowerWeights));
    lower1 = i32x4.add(lower1, i32x4.dot_i16x8_s(pairs1, lowerWeights));
    lower2 = i32x4.add(lower2, i32x4.dot_i16x8_s(pairs2, lowerWeights));
    lower3 = i32x4.add(lower3, i32x4.dot_i16x8_s(pairs3, lowerWeights));
    const upperWeights = v128.load32_splat(weight, 4);
    upper0 = i32x4.add(upper0, i32x4.dot_i16x8_s(pairs0, upperWeights));
    upper1 = i32x4.add(upper1, i32x4.dot_i16x8_s(pairs1, upperWeights));
    upper2 = i32x4.add(upper2, i32x4.dot_i16x8_s(pairs2, upperWeights));
    upper3 = i32x4.add(upper3, i32x4.dot_i16x8_s(pairs3, upperWeights));
    input += 2 * <usize>rowBytes;
  }
  const sums0 = i16x8.narrow_i32x4_s(rounded(lower0, upper0), rounded(lower1, upper1));
  const sums1 = i16x8.narrow_i32x4_s(rounded(lower2, upper2), rounded(lower3, upper3));
  v128.store(resized, i8x16.narrow_i16x8_u(sums0, sums1));
}

/** Whole part of the sum of products with the lower bits of weights, and of those with their upper bits. */
function rounded(lower: v128, upper: v128): v128 {
  return i32x4.shr_s(i32x4.add(lower, i32x4.shl(upper, LOWER_BITS)), PRECISION_BITS);
}
