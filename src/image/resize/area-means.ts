import type { RgbImage } from '../../core/image.ts';
import { kernels, openScratch, type Scratch } from '../../kernels/kernels.ts';
import { areaScale } from './area-taps.ts';

/** Integer corners, x2 and y2 exclusive; may stick out of the image, which counts as black there. */
export interface PixelWindow {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** One result of shrinking an image; neither axis may grow. */
export interface AreaLevel {
  /** Receives the bytes. */
  readonly result: RgbImage;
  /** Of each row: how close to half-way between two integers a mean is in doubt. */
  readonly tolerance: Float64Array;
  /** The byte for a pixel with a mean in doubt; `i` counts bytes along row `y`. */
  readonly exactByte: (i: number, y: number) => number;
}

/**
 * Mean colour of each cell of an image, rounded to the nearest byte, for many result sizes in one pass over the source rows.
 *
 * Running sums over all pixels above and to the left (a summed-area table of which only two rows exist at a time)
 * turn a cell of any size into four look-ups, each interpolated between pixels because cells have fractional edges.
 * All sums are exact up to float64 rounding.
 */
export function areaMeans(image: RgbImage, levels: readonly AreaLevel[]): void {
  const { width, height, data } = image;
  const rowBytes = width * 3;
  const scratch = openScratch(bytesOfScratch(image, levels), 3 + 3 * levels.length);
  const pixels = scratch.uint8(rowBytes);
  let above = scratch.float64((width + 1) * SUMS).fill(0);
  let below = scratch.float64((width + 1) * SUMS).fill(0);
  const cursors = levels.map((level) => startLevel(level, image, scratch));
  for (let y = 0; y < height; y++) {
    pixels.set(data.subarray(y * rowBytes, (y + 1) * rowBytes));
    kernels.addPixelRow(pixels.byteOffset, width, above.byteOffset, below.byteOffset);
    for (const cursor of cursors) {
      while (cursor.row < cursor.level.result.height && cursor.lowerEdge <= y + 1) {
        finishRow(cursor, { above, below }, cursor.lowerEdge - y);
      }
    }
    [above, below] = [below, above];
  }
}

/** Float64 values a pixel edge: red, green, blue and one to fill up. */
const SUMS = 4;
/** Float64 values a column of cells. */
const COLUMN = 6;

const bytesOfScratch = ({ width }: RgbImage, levels: readonly AreaLevel[]): number =>
  levels.reduce((sum, { result }) => sum + result.width * (3 + COLUMN * 8 + 4), width * 3 + (width + 1) * SUMS * 2 * 8);

/** Running sums at the upper and at the lower side of a source row, per pixel edge and channel. */
interface RowSums {
  readonly above: Float64Array;
  readonly below: Float64Array;
}

/** How far one level has come. */
interface Cursor {
  readonly level: AreaLevel;
  readonly sourceRows: number;
  readonly rowScale: number;
  /** 1 / pixels of a cell. */
  readonly perPixel: number;
  readonly columns: Float64Array;
  /** Of the current row. */
  readonly bytes: Uint8Array;
  readonly doubts: Int32Array;
  row: number;
  /** Lower side of the current row of cells, in source rows. */
  lowerEdge: number;
}

function startLevel(level: AreaLevel, image: RgbImage, scratch: Scratch): Cursor {
  const { width, height } = level.result;
  const columnScale = areaScale(image.width, width);
  const rowScale = areaScale(image.height, height);
  return {
    level,
    sourceRows: image.height,
    rowScale,
    perPixel: 1 / (columnScale * rowScale),
    columns: startColumns(scratch.float64(width * COLUMN).fill(0), columnScale, image.width),
    bytes: scratch.uint8(width * 3),
    doubts: scratch.int32(width),
    row: 0,
    lowerEdge: Math.min(rowScale, image.height),
  };
}

/**
 * Writes the right edge of each column of cells: the offset of the sums at the left edge of the pixel that it lies in (an int32),
 * and how far into the pixel it lies. Behind them are four sums of the cells above, zero at first.
 */
function startColumns(columns: Float64Array, scale: number, pixels: number): Float64Array {
  const offsets = new Int32Array(columns.buffer, columns.byteOffset, columns.length * 2);
  for (let x = 0, cell = 0; cell < columns.length; x++, cell += COLUMN) {
    const edge = Math.min((x + 1) * scale, pixels);
    const pixel = Math.min(Math.floor(edge), pixels - 1);
    offsets[cell * 2] = pixel * SUMS * 8;
    columns[cell + 1] = edge - pixel;
  }
  return columns;
}

/** Fills the row of cells whose lower side lies `down` (0 to 1) into the current source row. */
function finishRow(cursor: Cursor, { above, below }: RowSums, down: number): void {
  const { level, columns, bytes, doubts, perPixel, row } = cursor;
  const { width, data } = level.result;
  const found = kernels.shrinkRow(
    columns.byteOffset,
    width,
    above.byteOffset,
    below.byteOffset,
    down,
    perPixel,
    level.tolerance[row] as number,
    bytes.byteOffset,
    doubts.byteOffset,
  );
  for (const x of doubts.subarray(0, found)) {
    for (let i = x * 3; i < x * 3 + 3; i++) bytes[i] = level.exactByte(i, row);
  }
  data.set(bytes, row * width * 3);
  cursor.row++;
  cursor.lowerEdge = Math.min((cursor.row + 1) * cursor.rowScale, cursor.sourceRows);
}
