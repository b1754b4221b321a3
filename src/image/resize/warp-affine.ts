import type { RgbImage } from '../../core/image.ts';
import { kernels, openScratch } from '../../kernels/kernels.ts';

/** x' = a·x + b·y + c and y' = d·x + e·y + f, as the rows [a, b, c] and [d, e, f]. */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** OpenCV places pixels to 1/32 and computes where with 10 binary digits. */
const SCALE = 1024;
const HALF_STEP = SCALE / 32 / 2;
/** What is farther out, in 1/1024 pixels, is black anyway: 32-bit integers suffice. */
const FARTHEST = 2 ** 29;
/** Of a larger part of the image only what some rows need is brought into the memory of the kernels, which never shrinks. */
const MOST_PIXELS = 1_000_000;

/**
 * The part of an image that a map from the result's pixels to the image's shows, side × side, between pixels bilinear,
 * black outside. As OpenCV's `warpAffine` with the flags INTER_LINEAR and WARP_INVERSE_MAP does it.
 */
export function warpAffine(image: RgbImage, fromResult: Affine, side: number): RgbImage {
  const [a, b, c, d, e, f] = fromResult;
  const places: Places = {
    alongX: places1024(side, (x) => a * x),
    alongY: places1024(side, (x) => d * x),
    startX: places1024(side, (y) => b * y + c),
    startY: places1024(side, (y) => e * y + f),
  };
  const result = { width: side, height: side, data: new Uint8Array(side * side * 3) };
  warpRows(image, places, { from: 0, to: side }, result.data);
  return result;
}

function places1024(count: number, place: (i: number) => number): Int32Array {
  const places = new Int32Array(count);
  for (let i = 0; i < count; i++) places[i] = Math.max(-FARTHEST, Math.min(Math.round(place(i) * SCALE), FARTHEST));
  return places;
}

/** The result's pixel (x, y) comes from (startX[y] + alongX[x], startY[y] + alongY[x]), in 1/1024 pixels. */
interface Places {
  readonly alongX: Int32Array;
  readonly alongY: Int32Array;
  readonly startX: Int32Array;
  readonly startY: Int32Array;
}

interface Rows {
  readonly from: number;
  readonly to: number;
}

function warpRows(image: RgbImage, places: Places, rows: Rows, result: Uint8Array): void {
  const x = partFor(places.startX.subarray(rows.from, rows.to), places.alongX, image.width);
  const y = partFor(places.startY.subarray(rows.from, rows.to), places.alongY, image.height);
  if (x.size <= 0 || y.size <= 0) return;
  const middle = (rows.from + rows.to) >> 1;
  if (x.size * y.size > MOST_PIXELS && middle > rows.from) {
    warpRows(image, places, { from: rows.from, to: middle }, result);
    warpRows(image, places, { from: middle, to: rows.to }, result);
    return;
  }
  warpPart({ image, x, y }, places, rows, result);
}

/** Columns, or rows, of an image. */
interface Part {
  readonly first: number;
  readonly size: number;
}

/** Those that places, and their neighbours to the right or below, fall on. Both lists grow, or fall, from end to end. */
function partFor(starts: Int32Array, along: Int32Array, size: number): Part {
  const [from, to] = [ends(starts), ends(along)];
  const least = Math.floor((from.least + to.least) / SCALE) - 1;
  const most = Math.ceil((from.most + to.most) / SCALE) + 1;
  const first = Math.max(0, least);
  return { first, size: Math.min(size - 1, most) - first + 1 };
}

function ends(places: Int32Array): { least: number; most: number } {
  const [first = 0, last = 0] = [places[0], places.at(-1)];
  return first < last ? { least: first, most: last } : { least: last, most: first };
}

interface ImagePart {
  readonly image: RgbImage;
  readonly x: Part;
  readonly y: Part;
}

function warpPart({ image, x, y }: ImagePart, places: Places, { from, to }: Rows, result: Uint8Array): void {
  const side = places.alongX.length;
  const count = to - from;
  const rowBytes = x.size * 3;
  const scratch = openScratch(y.size * rowBytes + 8 * (count + side) + count * side * 3, 4);
  const pixels = scratch.uint8(y.size * rowBytes);
  for (let row = 0; row < y.size; row++) {
    const start = ((y.first + row) * image.width + x.first) * 3;
    pixels.set(image.data.subarray(start, start + rowBytes), row * rowBytes);
  }
  const starts = scratch.int32(2 * count);
  for (let i = 0; i < count; i++) {
    starts[i] = (places.startX[from + i] ?? 0) - x.first * SCALE + HALF_STEP;
    starts[count + i] = (places.startY[from + i] ?? 0) - y.first * SCALE + HALF_STEP;
  }
  const along = scratch.int32(2 * side);
  along.set(places.alongX);
  along.set(places.alongY, side);
  const warped = scratch.uint8(count * side * 3);
  const { byteOffset: source } = pixels;
  kernels.warpRows(source, x.size, y.size, starts.byteOffset, count, along.byteOffset, side, warped.byteOffset);
  result.set(warped, from * side * 3);
}
