import { addPixelRow, CELLS_ABOVE, COLUMN, RIGHT, sumAt, SUMS } from './area';

// Patches of an image: the means of the cells of windows, which may stick out of the image. Black adds nothing to a sum, so that the
// edges of cells are simply moved to the image's.

/** Rows of sums, the first all zeros: (height + 1) × (width + 1) × 4 float64. */
export function sumPixels(pixels: usize, width: i32, height: i32, sums: usize): void {
  const row = (<usize>width + 1) * SUMS;
  memory.fill(sums, 0, row);
  for (let y = 0; y < height; y++) {
    clearCorner(sums + row);
    addPixelRow(pixels, width, sums, sums + row);
    pixels += width * 3;
    sums += row;
  }
}

function clearCorner(row: usize): void {
  v128.store(row, f64x2.splat(0));
  v128.store(row, f64x2.splat(0), 16);
}

/** A window of a picture, and the patch that it becomes: numbers of 4 bytes that the caller has laid out in this order. */
export class Shrinking {
  /** Of the picture. */
  width: i32;
  height: i32;
  /** Of the window, which is at least as large as the patch. */
  x1: i32;
  y1: i32;
  x2: i32;
  y2: i32;
  /** Of the patch. */
  side: i32;
  /** 48 × (side + 1) bytes; from pixels 64 × (width + 1) more. */
  work: usize;
  /** side × side × 3 float32; 4 bytes behind them are written too. */
  patch: usize;
}

/** The mean colours of side × side cells of a window, from the sums of a picture. */
export function shrinkFromSums(sums: usize, to: Shrinking): void {
  const side = to.side;
  const perPixel = startPatch(to);
  const row = (<usize>to.width + 1) * SUMS;
  for (let y = 0; y <= side; y++) {
    const edge = edgeOf(y, to.y1, to.y2, side, to.height);
    const inside = pixelOf(edge, to.height);
    const above = sums + <usize>inside * row;
    patchRow(to.work, side, above, above + row, edge - <f64>inside, perPixel, to.patch + rowOffset(y, side));
  }
}

/** The same from the pixels of a picture, of whose sums only two rows exist at a time. */
export function shrinkFromPixels(pixels: usize, to: Shrinking): void {
  const side = to.side;
  const perPixel = startPatch(to);
  const row = (<usize>to.width + 1) * SUMS;
  let above = to.work + COLUMN * (<usize>side + 1);
  let below = above + row;
  memory.fill(above, 0, 2 * row);
  for (let pixelRow = 0, y = 0; pixelRow < to.height; pixelRow++) {
    addPixelRow(pixels, to.width, above, below);
    pixels += to.width * 3;
    for (; y <= side; y++) {
      const edge = edgeOf(y, to.y1, to.y2, side, to.height);
      if (pixelOf(edge, to.height) > pixelRow) break;
      patchRow(to.work, side, above, below, edge - <f64>pixelRow, perPixel, to.patch + rowOffset(y, side));
    }
    const next = above;
    above = below;
    below = next;
  }
}

/** Puts the columns of cells into the working memory, and returns the cells a pixel. */
function startPatch(to: Shrinking): f64 {
  startColumns(to.work, to.x1, to.x2, to.side, to.width);
  return cellsAPixel(to.x1, to.x2, to.side) * cellsAPixel(to.y1, to.y2, to.side);
}

/** Cells a pixel along an axis: 1 / OpenCV's scale, the inverse of the inverse ratio. */
function cellsAPixel(from: i32, to: i32, side: i32): f64 {
  return 1 / scaleOf(from, to, side);
}

function scaleOf(from: i32, to: i32, side: i32): f64 {
  return 1 / (<f64>side / <f64>(to - from));
}

/** Edge `i` of the cells along an axis of `pixels` pixels. */
function edgeOf(i: i32, from: i32, to: i32, side: i32, pixels: i32): f64 {
  const edge = <f64>from + Math.min(<f64>i * scaleOf(from, to, side), <f64>(to - from));
  return Math.min(Math.max(edge, 0), <f64>pixels);
}

/** The pixel that an edge lies in; the last one's far edge is counted to it. */
function pixelOf(edge: f64, pixels: i32): i32 {
  return min(<i32>edge, pixels - 1);
}

/** The sums above the first edge end no cells: what they put into the first row is written over. */
function rowOffset(y: i32, side: i32): usize {
  return <usize>max(y - 1, 0) * side * 12;
}

/** Columns as in ./area, but side + 1 edges, the first being the left one. */
function startColumns(columns: usize, from: i32, to: i32, side: i32, pixels: i32): void {
  for (let x = 0; x <= side; x++) {
    const edge = edgeOf(x, from, to, side, pixels);
    const inside = pixelOf(edge, pixels);
    store<i32>(columns, inside * <i32>SUMS);
    store<f64>(columns, edge - <f64>inside, RIGHT);
    columns += COLUMN;
  }
}

function patchRow(columns: usize, side: i32, above: usize, below: usize, down: f64, perPixel: f64, patch: usize): void {
  const scale = f64x2.splat(perPixel);
  let leftRedGreen = f64x2.splat(0);
  let leftBlue = f64x2.splat(0);
  // The first edge ends no cell: what it writes is written over by the second.
  patch -= 12;
  for (let x = 0; x <= side; x++) {
    const redGreen = sumAt(columns, above, below, down, 0);
    const blue = sumAt(columns, above, below, down, 16);
    const cellRedGreen = f64x2.sub(redGreen, v128.load(columns, CELLS_ABOVE));
    const cellBlue = f64x2.sub(blue, v128.load(columns, CELLS_ABOVE + 16));
    v128.store(columns, redGreen, CELLS_ABOVE);
    v128.store(columns, blue, CELLS_ABOVE + 16);
    if (x > 0) {
      const means = f32x4.demote_f64x2_zero(f64x2.mul(f64x2.sub(cellRedGreen, leftRedGreen), scale));
      const last = f32x4.demote_f64x2_zero(f64x2.mul(f64x2.sub(cellBlue, leftBlue), scale));
      v128.store(patch, v128.shuffle<i64>(means, last, 0, 2));
    }
    leftRedGreen = cellRedGreen;
    leftBlue = cellBlue;
    columns += COLUMN;
    patch += 12;
  }
}

/**
 * side × side pixels, each mixed from two columns of two rows.
 * @param columns, rows `side` times the offsets of both pixels or rows in bytes (int32) and their shares (float32)
 * @param patch as in `shrinkFromSums`
 */
export function growPatch(pixels: usize, columns: usize, rows: usize, side: i32, patch: usize): void {
  for (let y = 0; y < side; y++) {
    const upper = pixels + <usize>load<i32>(rows);
    const lower = pixels + <usize>load<i32>(rows, 4);
    const upperShare = f32x4.splat(load<f32>(rows, 8));
    const lowerShare = f32x4.splat(load<f32>(rows, 12));
    for (let column = columns; column < columns + 16 * <usize>side; column += 16) {
      const top = f32x4.mul(mixPixels(upper, column), upperShare);
      v128.store(patch, f32x4.add(top, f32x4.mul(mixPixels(lower, column), lowerShare)));
      patch += 12;
    }
    rows += 16;
  }
}

function mixPixels(row: usize, column: usize): v128 {
  const left = f32x4.mul(pixelAt(row + <usize>load<i32>(column)), f32x4.splat(load<f32>(column, 8)));
  return f32x4.add(left, f32x4.mul(pixelAt(row + <usize>load<i32>(column, 4)), f32x4.splat(load<f32>(column, 12))));
}

/** Red, green and blue; the fourth number means nothing. */
function pixelAt(address: usize): v128 {
  const shorts = i16x8.extend_low_i8x16_u(v128.load32_zero(address));
  return f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(shorts));
}
