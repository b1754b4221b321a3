/** Of the five filters of PNG (specification, section 9) the one that serves photographs best. */
const PAETH_FILTER = 4;
const PIXEL: usize = 3;

/**
 * Writes for each row of an image the number of PNG's Paeth filter, then every byte less the neighbour that predicts it: what is
 * missing above and to the left counts as zero (PNG specification, section 9.4).
 * @param above uint8: a row of zeros, then `height` rows of `rowBytes`; up to 15 bytes behind them are read too
 * @param filtered uint8: receives `height` rows of rowBytes + 1, and up to 15 bytes behind them that mean nothing
 */
export function filterRows(above: usize, rowBytes: i32, height: i32, filtered: usize): void {
  for (let y = 0; y < height; y++) {
    const row = above + rowBytes;
    store<u8>(filtered, PAETH_FILTER);
    filtered++;
    // With zeros to its left the pixel above predicts the first one.
    for (let i: usize = 0; i < PIXEL; i++) store<u8>(filtered + i, load<u8>(row + i) - load<u8>(above + i));
    for (let i = PIXEL; i < <usize>rowBytes; i += 16) {
      const left = v128.load(row + i - PIXEL);
      const corner = v128.load(above + i - PIXEL);
      const predicted = predict(left, v128.load(above + i), corner);
      v128.store(filtered + i, i8x16.sub(v128.load(row + i), predicted));
    }
    above = row;
    filtered += rowBytes;
  }
}

/**
 * Of 16 bytes each the neighbour that is closest to left + above − corner; of equals left, then above.
 *
 * The corner is as far from it as the distances of the other two differ, if it lies between them; else by the sum of these
 * distances, so that it is never the closest.
 */
function predict(left: v128, above: v128, corner: v128): v128 {
  const toLeft = distance(above, corner);
  const toAbove = distance(left, corner);
  const between = i8x16.max_u(i8x16.min_u(corner, i8x16.max_u(left, above)), i8x16.min_u(left, above));
  const isOutside = i8x16.ne(between, corner);
  const toCorner = v128.or(distance(toLeft, toAbove), isOutside);
  const toOther = i8x16.min_u(toAbove, toCorner);
  const other = v128.bitselect(above, corner, i8x16.eq(toAbove, toOther));
  return v128.bitselect(left, other, i8x16.le_u(toLeft, toOther));
}

function distance(a: v128, b: v128): v128 {
  return v128.or(i8x16.sub_sat_u(a, b), i8x16.sub_sat_u(b, a));
}
