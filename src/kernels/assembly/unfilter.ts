const PIXEL: usize = 3;

/**
 * Takes the filters off the rows of a PNG of three bytes a pixel (PNG specification, section 9): each row begins with the number
 * of its filter, and what is missing above and to the left counts as zero.
 *
 * Pixels are 16-bit lanes: the first three of a vector, what is in the others means nothing.
 * @param filtered uint8: `height` rows of rowBytes + 1; up to 4 bytes behind them are read too
 * @param rows uint8: a row of zeros of rowBytes, then receives `height` rows; up to 4 bytes behind them are written too
 * @returns the rows done: less than `height` where a row has a filter that does not exist
 */
export function unfilterRows(filtered: usize, rowBytes: i32, height: i32, rows: usize): i32 {
  let above = rows;
  for (let y = 0; y < height; y++) {
    const row = above + rowBytes;
    const filter = load<u8>(filtered);
    filtered++;
    const behind = filtered + rowBytes;
    if (filter == 4 && y + 1 < height && load<u8>(behind) == 4) {
      undoPaethTwice(filtered, rowBytes, row, above);
      above = row + rowBytes;
      filtered = behind + 1 + rowBytes;
      y++;
      continue;
    }
    if (filter == 0) memory.copy(row, filtered, rowBytes);
    else if (filter == 1) undoSub(filtered, rowBytes, row);
    else if (filter == 2) undoUp(filtered, rowBytes, row, above);
    else if (filter == 3) undoAverage(filtered, rowBytes, row, above);
    else if (filter == 4) undoPaeth(filtered, rowBytes, row, above);
    else return y;
    above = row;
    filtered += rowBytes;
  }
  return height;
}

function undoSub(filtered: usize, rowBytes: usize, row: usize): void {
  let left = i16x8.splat(0);
  for (let i: usize = 0; i < rowBytes; i += PIXEL) {
    left = wrapped(i16x8.add(pixel(filtered + i), left));
    storePixel(row + i, left);
  }
}

function undoUp(filtered: usize, rowBytes: usize, row: usize, above: usize): void {
  for (let i: usize = 0; i < rowBytes; i++) store<u8>(row + i, load<u8>(filtered + i) + load<u8>(above + i));
}

function undoAverage(filtered: usize, rowBytes: usize, row: usize, above: usize): void {
  let left = i16x8.splat(0);
  for (let i: usize = 0; i < rowBytes; i += PIXEL) {
    const mean = i16x8.shr_u(i16x8.add(left, pixel(above + i)), 1);
    left = wrapped(i16x8.add(pixel(filtered + i), mean));
    storePixel(row + i, left);
  }
}

function undoPaeth(filtered: usize, rowBytes: usize, row: usize, above: usize): void {
  let left = i16x8.splat(0);
  let corner = i16x8.splat(0);
  for (let i: usize = 0; i < rowBytes; i += PIXEL) {
    const up = pixel(above + i);
    left = wrapped(i16x8.add(pixel(filtered + i), predicted(left, up, corner)));
    storePixel(row + i, left);
    corner = up;
  }
}

/**
 * Two rows with this filter. Each pixel has to wait for the one to its left, so a pixel of the first row (lower lanes) is done together with the one
 * of the second row (upper lanes) that is one to the left below it: what is above that is what was just done.
 */
function undoPaethTwice(filtered: usize, rowBytes: usize, row: usize, above: usize): void {
  const filteredBelow = filtered + rowBytes + 1;
  const below = row + rowBytes;
  let corner = pixel(above);
  let left = wrapped(i16x8.add(pixel(filtered), corner));
  storePixel(row, left);
  left = lower(left);
  corner = lower(corner);
  for (let i = PIXEL; i < rowBytes; i += PIXEL) {
    const up = both(pixel(above + i), left);
    left = wrapped(i16x8.add(both(pixel(filtered + i), pixel(filteredBelow + i - PIXEL)), predicted(left, up, corner)));
    storeInside(row + i, left);
    storePixel(below + i - PIXEL, upper(left));
    corner = up;
  }
  const last = rowBytes - PIXEL;
  const up = both(corner, left);
  left = wrapped(i16x8.add(both(left, pixel(filteredBelow + last)), predicted(left, up, corner)));
  storePixel(below + last, upper(left));
}

/** Of each lane the neighbour that is closest to left + above − corner; of equals left, then above. */
function predicted(left: v128, up: v128, corner: v128): v128 {
  const fromCornerUp = i16x8.sub(up, corner);
  const fromCornerLeft = i16x8.sub(left, corner);
  const toLeft = i16x8.abs(fromCornerUp);
  const toUp = i16x8.abs(fromCornerLeft);
  const toCorner = i16x8.abs(i16x8.add(fromCornerUp, fromCornerLeft));
  const other = v128.bitselect(up, corner, i16x8.le_s(toUp, toCorner));
  const isLeft = v128.and(i16x8.le_s(toLeft, toUp), i16x8.le_s(toLeft, toCorner));
  return v128.bitselect(left, other, isLeft);
}

/** The lower lanes, above them zeros. */
function lower(lanes: v128): v128 {
  return v128.and(lanes, i64x2(-1, 0));
}

/** The upper lanes in place of the lower ones. */
function upper(lanes: v128): v128 {
  return v128.shuffle<i64>(lanes, lanes, 1, 1);
}

/** The lower lanes of one vector, and above them those of another. */
function both(low: v128, high: v128): v128 {
  return v128.shuffle<i64>(low, high, 0, 2);
}

/** Three bytes, and one more that means nothing, as 16-bit lanes. */
function pixel(address: usize): v128 {
  return i16x8.extend_low_i8x16_u(v128.load32_zero(address));
}

/** Sums modulo 256. */
function wrapped(sum: v128): v128 {
  return v128.and(sum, i16x8.splat(255));
}

/** Writes four bytes, of which the fourth is written over by the next pixel. */
function storePixel(address: usize, value: v128): void {
  store<u32>(address, i32x4.extract_lane(i8x16.narrow_i16x8_u(value, value), 0));
}

/** Writes three bytes: what is behind them is already there. */
function storeInside(address: usize, value: v128): void {
  const bytes = i32x4.extract_lane(i8x16.narrow_i16x8_u(value, value), 0);
  store<u16>(address, <u16>bytes);
  store<u8>(address + 2, <u8>(bytes >> 16));
}
