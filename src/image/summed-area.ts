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
  let above = sumsAlong(table, rows, 0, columns);
  for (let y = 0, o = 0; y < side; y++) {
    const below = sumsAlong(table, rows, y + 1, columns);
    for (let i = 0; i < side * 3; i++)
      patch[o++] = ((below[i + 3] ?? 0) - (below[i] ?? 0) - (above[i + 3] ?? 0) + (above[i] ?? 0)) * perPixel;
    above = below;
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
    pixel[i] = Math.min(Math.floor(edge), pixels - 1);
    fraction[i] = edge - (pixel[i] ?? 0);
  }
  return { scale, pixel, fraction };
}

/** The sums above one edge of the rows and to the left of each edge of the columns, three a column edge. */
function sumsAlong({ width, sums }: SummedArea, rows: Edges, row: number, columns: Edges): Float64Array {
  const { pixel, fraction } = columns;
  const stride = (width + 1) * 3;
  const start = (rows.pixel[row] ?? 0) * stride;
  const down = rows.fraction[row] ?? 0;
  const line = new Float64Array(pixel.length * 3);
  for (let x = 0, o = 0; x < pixel.length; x++, o += 3) {
    const right = fraction[x] ?? 0;
    const at = start + (pixel[x] ?? 0) * 3;
    for (let channel = 0; channel < 3; channel++) {
      const i = at + channel;
      const upper = (sums[i] ?? 0) * (1 - right) + (sums[i + 3] ?? 0) * right;
      const lower = (sums[i + stride] ?? 0) * (1 - right) + (sums[i + stride + 3] ?? 0) * right;
      line[o + channel] = upper * (1 - down) + lower * down;
    }
  }
  return line;
}
