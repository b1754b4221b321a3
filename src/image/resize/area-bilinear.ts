import type { RgbImage } from '../../core/image.ts';
import { roundHalfToEven } from './area-exact.ts';
import type { PixelWindow } from './area-means.ts';
import { areaScale } from './area-taps.ts';

/** Per output: the two neighbours it is mixed from, and their shares (float32, or integers out of 2048). */
interface PairTaps {
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly firstShare: Float32Array;
  readonly secondShare: Float32Array;
}

/**
 * What INTER_AREA does when an axis grows: bilinear, but with the share of the second neighbour taken from the
 * boundaries of the cells (OpenCV imgproc/src/resize.cpp, `area_mode`).
 */
function pairTaps(inputs: number, outputs: number): PairTaps {
  const inverse = outputs / inputs;
  const scale = areaScale(inputs, outputs);
  const first = new Int32Array(outputs);
  const second = new Int32Array(outputs);
  const firstShare = new Float32Array(outputs);
  const secondShare = new Float32Array(outputs);
  for (let i = 0; i < outputs; i++) {
    const source = Math.floor(i * scale);
    const beyond = Math.fround(i + 1 - (source + 1) * inverse);
    const share = beyond <= 0 ? 0 : beyond - Math.floor(beyond);
    first[i] = Math.min(source, inputs - 1);
    second[i] = Math.min(source + 1, inputs - 1);
    firstShare[i] = 1 - share;
    secondShare[i] = share;
  }
  return { first, second, firstShare, secondShare };
}

/**
 * Taps along x as byte offsets in a row of the image; outside the image nothing is read, with share 0. The last column has
 * no right neighbour and takes the whole weight itself; OpenCV does not do so for the last row.
 */
function columnTaps(window: PixelWindow, imageWidth: number, outputs: number): PairTaps {
  const columns = window.x2 - window.x1;
  const taps = pairTaps(columns, outputs);
  const { first, second, firstShare, secondShare } = taps;
  for (let i = 0; i < outputs; i++) {
    if (first[i] === columns - 1) {
      firstShare[i] = 1;
      secondShare[i] = 0;
    }
    const left = (first[i] ?? 0) + window.x1;
    const right = (second[i] ?? 0) + window.x1;
    if (left < 0 || left >= imageWidth) firstShare[i] = 0;
    if (right < 0 || right >= imageWidth) secondShare[i] = 0;
    first[i] = firstShare[i] === 0 ? 0 : left * 3;
    second[i] = secondShare[i] === 0 ? 0 : right * 3;
  }
  return taps;
}

/** Shares in 2048ths, as OpenCV holds them for uint8 images. */
const inIntegers = (taps: PairTaps): PairTaps => ({
  ...taps,
  firstShare: taps.firstShare.map((share) => roundHalfToEven(share * 2048)),
  secondShare: taps.secondShare.map((share) => roundHalfToEven(share * 2048)),
});

/** uint8 → uint8 in OpenCV's fixed-point arithmetic, which cuts bits off between the two passes. */
export function growBytes(image: RgbImage, width: number, height: number): RgbImage {
  const window = { x1: 0, y1: 0, x2: image.width, y2: image.height };
  const columns = inIntegers(columnTaps(window, image.width, width));
  const rows = inIntegers(pairTaps(image.height, height));
  const mixedRow = lastTwoRows((y) => mixRow(image, y, columns));
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, o = 0; y < height; y++) {
    const upper = mixedRow(rows.first[y] ?? 0);
    const lower = mixedRow(rows.second[y] ?? 0);
    const upperShare = rows.firstShare[y] ?? 0;
    const lowerShare = rows.secondShare[y] ?? 0;
    for (let i = 0; i < upper.length; i++) {
      const fromUpper = (upperShare * ((upper[i] ?? 0) >> 4)) >> 16;
      const fromLower = (lowerShare * ((lower[i] ?? 0) >> 4)) >> 16;
      data[o++] = (fromUpper + fromLower + 2) >> 2;
    }
  }
  return { width, height, data };
}

/** Numbers a tap of `packGrowTaps`: two offsets (int32), two shares (float32). */
export const PACKED_TAP = 4;

/**
 * Writes what the kernel `growPatch` needs to make a square of a window of an image, black outside: taps of its columns and of its rows,
 * `side` each.
 */
export function packGrowTaps(
  image: Pick<RgbImage, 'width' | 'height'>,
  window: PixelWindow,
  columns: Int32Array,
  rows: Int32Array,
): void {
  const side = columns.length / PACKED_TAP;
  pack(columnTaps(window, image.width, side), columns);
  pack(rowTaps(window, image, side), rows);
}

/** Taps along y as byte offsets of rows of the image; outside the image share 0. */
function rowTaps(window: PixelWindow, { width, height }: Pick<RgbImage, 'width' | 'height'>, side: number): PairTaps {
  const taps = pairTaps(window.y2 - window.y1, side);
  for (const [offsets, shares] of [
    [taps.first, taps.firstShare],
    [taps.second, taps.secondShare],
  ] as const) {
    offsets.forEach((offset, i) => {
      const y = offset + window.y1;
      const isOutside = y < 0 || y >= height;
      offsets[i] = isOutside ? 0 : y * width * 3;
      if (isOutside) shares[i] = 0;
    });
  }
  return taps;
}

function pack({ first, second, firstShare, secondShare }: PairTaps, packed: Int32Array): void {
  const shares = new Float32Array(packed.buffer, packed.byteOffset, packed.length);
  for (let i = 0, tap = 0; i < first.length; i++, tap += PACKED_TAP) {
    packed[tap] = first[i] as number;
    packed[tap + 1] = second[i] as number;
    shares[tap + 2] = firstShare[i] as number;
    shares[tap + 3] = secondShare[i] as number;
  }
}

/** Row y of the image, mixed along x: three values a column. */
function mixRow({ data, width, height }: RgbImage, y: number, taps: PairTaps): Float64Array<ArrayBuffer> {
  const { first, second, firstShare, secondShare } = taps;
  const mixed = new Float64Array(first.length * 3);
  if (y < 0 || y >= height) return mixed;
  const start = y * width * 3;
  for (let x = 0, o = 0; x < first.length; x++, o += 3) {
    const left = start + (first[x] ?? 0);
    const right = start + (second[x] ?? 0);
    const leftShare = firstShare[x] ?? 0;
    const rightShare = secondShare[x] ?? 0;
    mixed[o] = (data[left] ?? 0) * leftShare + (data[right] ?? 0) * rightShare;
    mixed[o + 1] = (data[left + 1] ?? 0) * leftShare + (data[right + 1] ?? 0) * rightShare;
    mixed[o + 2] = (data[left + 2] ?? 0) * leftShare + (data[right + 2] ?? 0) * rightShare;
  }
  return mixed;
}

/** Consecutive results share their source rows: keeps the last two that were made. */
function lastTwoRows(make: (y: number) => Float64Array<ArrayBuffer>): (y: number) => Float64Array {
  let older = { y: NaN, row: new Float64Array(0) };
  let newer = older;
  return (y) => {
    if (newer.y === y) return newer.row;
    if (older.y === y) return older.row;
    older = newer;
    newer = { y, row: make(y) };
    return newer.row;
  };
}
