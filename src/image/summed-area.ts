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
 * Fills side × side × 3 numbers from `offset` of `target` with the mean colours of the cells of a window that is at least as
 * large. The window may stick out of the image; black adds nothing to a sum, so that its edges are simply moved to the image's.
 */
export function shrinkPatchInto(
  table: SummedArea,
  window: PixelWindow,
  { target, offset, side }: Patch,
): void {
  const { sums } = table;
  const stride = (table.width + 1) * 3;
  const columns = edges({ from: window.x1, to: window.x2, cells: side, pixels: table.width, step: 3 });
  const rows = edges({ from: window.y1, to: window.y2, cells: side, pixels: table.height, step: stride });
  const perPixel = 1 / (columns.scale * rows.scale);
  const above = new Float64Array((side + 1) * 3);
  for (let y = 0; y <= side; y++) {
    const cells = { start: rows.start[y] as number, fraction: rows.fraction[y] as number, stride };
    // The sums above the first edge end no cells: what they put into the first row is written over.
    meansOfCells({ sums, columns, above, perPixel }, cells, target, offset + Math.max(y - 1, 0) * side * 3);
  }
}

interface Patch {
  readonly target: Float32Array;
  readonly offset: number;
  readonly side: number;
}

/** The edges of cells along one axis: where the sums of the pixel that each lies in begin, and how far into it it lies. */
interface Edges {
  readonly scale: number;
  readonly start: Int32Array;
  readonly fraction: Float64Array;
}

interface Axis {
  readonly from: number;
  readonly to: number;
  readonly cells: number;
  /** Of the image along this axis. */
  readonly pixels: number;
  /** From the sums of one pixel to those of the next. */
  readonly step: number;
}

function edges({ from, to, cells, pixels, step }: Axis): Edges {
  const scale = areaScale(to - from, cells);
  const start = new Int32Array(cells + 1);
  const fraction = new Float64Array(cells + 1);
  for (let i = 0; i <= cells; i++) {
    const edge = Math.min(Math.max(from + Math.min(i * scale, to - from), 0), pixels);
    const inside = Math.min(Math.floor(edge), pixels - 1);
    start[i] = inside * step;
    fraction[i] = edge - inside;
  }
  return { scale, start, fraction };
}

interface Cells {
  readonly sums: Uint32Array;
  readonly columns: Edges;
  /** Sums above the upper edge of the cells, at each edge of columns; those above the lower edge replace them. */
  readonly above: Float64Array;
  readonly perPixel: number;
}

interface LowerEdge {
  readonly start: number;
  readonly fraction: number;
  readonly stride: number;
}

/**
 * Means of one row of cells. A sum is interpolated between the four pixel corners around it; a cell is what is below its
 * lower edge less what is above its upper, from column edge to column edge. One loop, written for speed.
 */
function meansOfCells(
  { sums, columns: { start, fraction }, above, perPixel }: Cells,
  edge: LowerEdge,
  target: Float32Array,
  offset: number,
): void {
  const down = edge.fraction;
  let leftRed = 0;
  let leftGreen = 0;
  let leftBlue = 0;
  for (let x = 0, c = 0, o = offset - 3; x < start.length; x++, c += 3, o += 3) {
    const i = edge.start + (start[x] as number);
    const j = i + edge.stride;
    const right = fraction[x] as number;
    const red0 = sums[i] as number;
    const green0 = sums[i + 1] as number;
    const blue0 = sums[i + 2] as number;
    const red1 = sums[j] as number;
    const green1 = sums[j + 1] as number;
    const blue1 = sums[j + 2] as number;
    const redUp = red0 + right * ((sums[i + 3] as number) - red0);
    const greenUp = green0 + right * ((sums[i + 4] as number) - green0);
    const blueUp = blue0 + right * ((sums[i + 5] as number) - blue0);
    const red = redUp + down * (red1 + right * ((sums[j + 3] as number) - red1) - redUp);
    const green = greenUp + down * (green1 + right * ((sums[j + 4] as number) - green1) - greenUp);
    const blue = blueUp + down * (blue1 + right * ((sums[j + 5] as number) - blue1) - blueUp);
    const belowRed = red - (above[c] as number);
    const belowGreen = green - (above[c + 1] as number);
    const belowBlue = blue - (above[c + 2] as number);
    above[c] = red;
    above[c + 1] = green;
    above[c + 2] = blue;
    if (x > 0) {
      target[o] = (belowRed - leftRed) * perPixel;
      target[o + 1] = (belowGreen - leftGreen) * perPixel;
      target[o + 2] = (belowBlue - leftBlue) * perPixel;
    }
    leftRed = belowRed;
    leftGreen = belowGreen;
    leftBlue = belowBlue;
  }
}
