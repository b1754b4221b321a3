import type { RgbImage } from '../core/image.ts';
import { areaScale } from './area-taps.ts';
import type { PixelWindow } from './area-means.ts';

/**
 * A summed-area table: the sums of the colours of all pixels above and to the left of each pixel corner, (height + 1) ×
 * (width + 1) × 3. With it the mean of a cell of any size is four look-ups.
 */
export interface SummedArea {
  readonly width: number;
  readonly height: number;
  readonly sums: Uint32Array;
}

/** The largest image whose sums fit in 32 bits. */
export const MOST_SUMMED_PIXELS = Math.floor(2 ** 32 / 255);

/** Sums an image of at most `MOST_SUMMED_PIXELS` pixels. */
export function summedArea({ width, height, data }: RgbImage): SummedArea {
  const stride = (width + 1) * 3;
  const sums = new Uint32Array(stride * (height + 1));
  for (let y = 0, pixel = 0; y < height; y++) {
    let [red, green, blue] = [0, 0, 0];
    const end = (y + 2) * stride;
    for (let i = (y + 1) * stride + 3; i < end; i += 3, pixel += 3) {
      red += data[pixel] ?? 0;
      green += data[pixel + 1] ?? 0;
      blue += data[pixel + 2] ?? 0;
      sums[i] = (sums[i - stride] ?? 0) + red;
      sums[i + 1] = (sums[i - stride + 1] ?? 0) + green;
      sums[i + 2] = (sums[i - stride + 2] ?? 0) + blue;
    }
  }
  return { width, height, sums };
}

/**
 * Fills `patch` with side × side × 3 mean colours of the cells of a window that is at least as large. The window may stick
 * out of the image; black adds nothing to a sum, so that its edges are simply moved to the image's.
 */
export function shrinkPatchInto(
  table: SummedArea,
  window: PixelWindow,
  side: number,
  patch: Float32Array,
): void {
  const columns = edges(window.x1, window.x2, side, table.width);
  const rows = edges(window.y1, window.y2, side, table.height);
  const perPixel = 1 / (columns.scale * rows.scale);
  const lines = [0, 1].map(() => new Float64Array((side + 1) * 3)) as [Float64Array, Float64Array];
  let [above, below] = lines;
  sumsAlong(table, edgeAt(rows, 0), columns, above);
  for (let y = 0; y < side; y++) {
    sumsAlong(table, edgeAt(rows, y + 1), columns, below);
    meansBetween({ above, below, perPixel }, patch.subarray(y * side * 3, (y + 1) * side * 3));
    [above, below] = [below, above];
  }
}

/** The edges of cells along one axis: the pixel that each lies in, and how far into it. */
interface Edges {
  readonly scale: number;
  readonly pixel: Int32Array;
  readonly fraction: Float64Array;
}

function edges(from: number, to: number, cells: number, pixels: number): Edges {
  const scale = areaScale(to - from, cells);
  const pixel = new Int32Array(cells + 1);
  const fraction = new Float64Array(cells + 1);
  for (let i = 0; i <= cells; i++) {
    const edge = Math.min(Math.max(from + Math.min(i * scale, to - from), 0), pixels);
    const inside = Math.min(Math.floor(edge), pixels - 1);
    pixel[i] = inside;
    fraction[i] = edge - inside;
  }
  return { scale, pixel, fraction };
}

const edgeAt = ({ pixel, fraction }: Edges, i: number) => ({
  pixel: pixel[i] ?? 0,
  fraction: fraction[i] ?? 0,
});

/** The sums above an edge of the rows and to the left of each edge of the columns, three a column edge. */
function sumsAlong(
  { width, sums }: SummedArea,
  row: { readonly pixel: number; readonly fraction: number },
  { pixel, fraction }: Edges,
  line: Float64Array,
): void {
  const stride = (width + 1) * 3;
  for (let x = 0, o = 0; x < pixel.length; x++, o += 3) {
    const right = fraction[x] as number;
    const w11 = right * row.fraction;
    const w01 = right - w11;
    const w10 = row.fraction - w11;
    const w00 = 1 - right - w10;
    const i = row.pixel * stride + (pixel[x] as number) * 3;
    const j = i + stride;
    line[o] =
      w00 * (sums[i] as number) +
      w01 * (sums[i + 3] as number) +
      w10 * (sums[j] as number) +
      w11 * (sums[j + 3] as number);
    line[o + 1] =
      w00 * (sums[i + 1] as number) +
      w01 * (sums[i + 4] as number) +
      w10 * (sums[j + 1] as number) +
      w11 * (sums[j + 4] as number);
    line[o + 2] =
      w00 * (sums[i + 2] as number) +
      w01 * (sums[i + 5] as number) +
      w10 * (sums[j + 2] as number) +
      w11 * (sums[j + 5] as number);
  }
}

interface CellRow {
  readonly above: Float64Array;
  readonly below: Float64Array;
  readonly perPixel: number;
}

/** Means of a row of cells: what is below its lower edge less what is above its upper, from column edge to column edge. */
function meansBetween({ above, below, perPixel }: CellRow, means: Float32Array): void {
  for (let c = 0; c < 3; c++) {
    let left = (below[c] as number) - (above[c] as number);
    for (let i = c; i < means.length; i += 3) {
      const right = (below[i + 3] as number) - (above[i + 3] as number);
      means[i] = (right - left) * perPixel;
      left = right;
    }
  }
}
