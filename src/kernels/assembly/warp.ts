const PIXEL: usize = 3;
/** Places come in 1/1024 pixels and are taken to 1/32. */
const TO_STEPS: i32 = 5;
const STEP_BITS: i32 = 5;
const STEPS: i32 = 1 << STEP_BITS;
/** The weights of four pixels add up to STEPS². */
const WEIGHT_BITS: i32 = 2 * STEP_BITS;

/**
 * Rows of pixels taken from an image at places between its pixels, bilinear as OpenCV's `warpAffine`: places to 1/32 pixel, black
 * outside. The pixel (x, y) comes from (startX[y] + alongX[x], startY[y] + alongY[x]), in 1/1024 pixels with half of 1/32 added.
 * @param pixels uint8: `height` rows of `width` pixels; up to 4 bytes behind them are read too
 * @param starts int32: `rows` for x, then `rows` for y
 * @param along int32: `side` for x, then `side` for y
 * @param warped uint8: receives `rows` rows of `side` pixels, and a byte behind them that means nothing
 */
export function warpRows(
  pixels: usize,
  width: i32,
  height: i32,
  starts: usize,
  rows: i32,
  along: usize,
  side: i32,
  warped: usize,
): void {
  for (let row = 0; row < rows; row++) {
    const startX = load<i32>(starts + ((<usize>row) << 2));
    const startY = load<i32>(starts + ((<usize>(rows + row)) << 2));
    for (let i = 0; i < side; i++) {
      const stepsX = (startX + load<i32>(along + ((<usize>i) << 2))) >> TO_STEPS;
      const stepsY = (startY + load<i32>(along + ((<usize>(side + i)) << 2))) >> TO_STEPS;
      store<u32>(warped, blend(pixels, width, height, stepsX, stepsY));
      warped += PIXEL;
    }
  }
}

/** The four pixels around a place, mixed: three bytes, and one that means nothing. */
function blend(pixels: usize, width: i32, height: i32, stepsX: i32, stepsY: i32): u32 {
  const x = stepsX >> STEP_BITS;
  const y = stepsY >> STEP_BITS;
  if (x < -1 || y < -1 || x >= width || y >= height) return 0;
  const right = stepsX & (STEPS - 1);
  const down = stepsY & (STEPS - 1);
  // Outside the weight is 0, and what would be read there is read inside.
  const hasLeft = i32(x >= 0);
  const hasRight = i32(x + 1 < width);
  const hasAbove = i32(y >= 0);
  const hasBelow = i32(y + 1 < height);
  const above = pixels + <usize>(max(y, 0) * width) * PIXEL;
  const below = pixels + <usize>(min(y + 1, height - 1) * width) * PIXEL;
  const left = <usize>max(x, 0) * PIXEL;
  const next = <usize>min(x + 1, width - 1) * PIXEL;
  const leftWeight = (STEPS - right) * hasLeft;
  const rightWeight = right * hasRight;
  const upper = weighted(above + left, above + next, leftWeight, rightWeight, (STEPS - down) * hasAbove);
  const lower = weighted(below + left, below + next, leftWeight, rightWeight, down * hasBelow);
  const sum = i32x4.add(i32x4.add(upper, lower), i32x4.splat(1 << (WEIGHT_BITS - 1)));
  const mean = i32x4.shr_u(sum, WEIGHT_BITS);
  const words = i16x8.narrow_i32x4_u(mean, mean);
  return i32x4.extract_lane(i8x16.narrow_i16x8_u(words, words), 0);
}

/** Two pixels side by side, each times its weight, added up by channel. */
function weighted(left: usize, right: usize, leftWeight: i32, rightWeight: i32, rowWeight: i32): v128 {
  const pairs = i8x16.shuffle(
    v128.load32_zero(left),
    v128.load32_zero(right),
    0,
    16,
    1,
    17,
    2,
    18,
    3,
    19,
    4,
    20,
    5,
    21,
    6,
    22,
    7,
    23,
  );
  const weights = ((rightWeight * rowWeight) << 16) | (leftWeight * rowWeight);
  return i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(pairs), i32x4.splat(weights));
}
