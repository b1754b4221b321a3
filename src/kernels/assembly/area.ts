// Sums of colours are kept as four float64 a pixel edge: red, green, blue, and one that only fills the vectors up.

export const SUMS: usize = 32;

/**
 * below = above + the running sum along a row of pixels.
 * @param pixels uint8 red, green, blue of `width` pixels; the byte behind them is read too
 * @param above sums of width + 1 pixel edges, the first all zeros; so is `below`
 */
export function addPixelRow(pixels: usize, width: i32, above: usize, below: usize): void {
  let redGreen = f64x2.splat(0);
  let blue = f64x2.splat(0);
  for (let x = 0; x < width; x++) {
    const pixel = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(pixels)));
    redGreen = f64x2.add(redGreen, f64x2.convert_low_i32x4_s(pixel));
    blue = f64x2.add(blue, f64x2.convert_low_i32x4_s(v128.shuffle<i64>(pixel, pixel, 1, 0)));
    pixels += 3;
    above += SUMS;
    below += SUMS;
    v128.store(below, f64x2.add(redGreen, v128.load(above)));
    v128.store(below, f64x2.add(blue, v128.load(above, 16)), 16);
  }
}

// A column of cells, as `startColumns` of src/image/area-means.ts writes it: an int32, the offset of the sums at the left edge of the
// pixel that the column's right edge lies in; a float64, how far into that pixel; and the sums of its cells above the current row.
export const RIGHT: usize = 8;
export const CELLS_ABOVE: usize = 16;
export const COLUMN: usize = 48;

/**
 * Bytes of one row of cells: the means, rounded to the nearest.
 *
 * mean = (sum to the right edge − sum to the left edge − the same for all rows above) × perPixel, where a sum is interpolated
 * between the four pixel corners around it.
 *
 * @param above sums at the upper side of the pixels that the lower side of the cells lies in; `below` at their lower side
 * @param down how far into those pixels it lies, 0 to 1
 * @param tolerance means that lie closer than this to half-way between two integers are listed
 * @param doubts int32: receives the columns with such a mean
 * @returns how many there are
 */
export function shrinkRow(
  columns: usize,
  width: i32,
  above: usize,
  below: usize,
  down: f64,
  perPixel: f64,
  tolerance: f64,
  bytes: usize,
  doubts: usize,
): i32 {
  const least = f64x2.splat(tolerance);
  const most = f64x2.splat(1 - tolerance);
  const scale = f64x2.splat(perPixel);
  const half = f64x2.splat(0.5);
  let leftRedGreen = f64x2.splat(0);
  let leftBlue = f64x2.splat(0);
  let found = 0;
  for (let x = 0; x < width; x++) {
    const redGreen = sumAt(columns, above, below, down, 0);
    const blue = sumAt(columns, above, below, down, 16);
    const cellRedGreen = f64x2.sub(redGreen, leftRedGreen);
    const cellBlue = f64x2.sub(blue, leftBlue);
    leftRedGreen = redGreen;
    leftBlue = blue;
    const sumRedGreen = f64x2.sub(cellRedGreen, v128.load(columns, CELLS_ABOVE));
    const sumBlue = f64x2.sub(cellBlue, v128.load(columns, CELLS_ABOVE + 16));
    v128.store(columns, cellRedGreen, CELLS_ABOVE);
    v128.store(columns, cellBlue, CELLS_ABOVE + 16);
    const raisedRedGreen = f64x2.add(f64x2.mul(sumRedGreen, scale), half);
    const raisedBlue = f64x2.add(f64x2.mul(sumBlue, scale), half);
    const roundRedGreen = i32x4.trunc_sat_f64x2_s_zero(raisedRedGreen);
    const roundBlue = i32x4.trunc_sat_f64x2_s_zero(raisedBlue);
    store<u8>(bytes, i32x4.extract_lane(roundRedGreen, 0));
    store<u8>(bytes, i32x4.extract_lane(roundRedGreen, 1), 1);
    store<u8>(bytes, i32x4.extract_lane(roundBlue, 0), 2);
    const doubtful = v128.or(
      isOutside(f64x2.sub(raisedRedGreen, f64x2.convert_low_i32x4_s(roundRedGreen)), least, most),
      isOutside(f64x2.sub(raisedBlue, f64x2.convert_low_i32x4_s(roundBlue)), least, most),
    );
    if (v128.any_true(doubtful)) {
      store<i32>(doubts + found * 4, x);
      found++;
    }
    columns += COLUMN;
    bytes += 3;
  }
  return found;
}

/**
 * The sum of all pixels above a place `down` in a row of pixels and to the left of the edge of a column, interpolated between the sums at
 * the corners of the pixel there: red and green at `part` 0, blue at 16.
 */
export function sumAt(column: usize, above: usize, below: usize, down: f64, part: usize): v128 {
  const a = above + <usize>load<i32>(column) + part;
  const b = below + <usize>load<i32>(column) + part;
  const right = load<f64>(column, RIGHT);
  const lowerRight = right * down;
  const upperRight = right - lowerRight;
  const lowerLeft = down - lowerRight;
  const upperLeft = 1 - right - lowerLeft;
  const upper = f64x2.add(weighted(a, upperLeft), weighted(a + SUMS, upperRight));
  return f64x2.add(f64x2.add(upper, weighted(b, lowerLeft)), weighted(b + SUMS, lowerRight));
}

function weighted(sums: usize, weight: f64): v128 {
  return f64x2.mul(f64x2.splat(weight), v128.load(sums));
}

function isOutside(value: v128, least: v128, most: v128): v128 {
  return v128.or(f64x2.lt(value, least), f64x2.gt(value, most));
}
