import type { RgbImage } from '../core/image.ts';
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
  readonly width: number;
  readonly height: number;
  /** Receives row y of the result: width × 3 means. The array is used again for the next row. */
  readonly onRow: (means: Float64Array, y: number) => void;
}

/**
 * Mean colour of each cell of an image, for many result sizes in one pass over the source rows.
 *
 * Running sums over all pixels above and to the left (a summed-area table of which only two rows exist at a time)
 * turn a cell of any size into four look-ups, each interpolated between pixels because cells have fractional edges.
 * All sums are exact up to float64 rounding.
 */
export function areaMeans(image: RgbImage, levels: readonly AreaLevel[]): void {
  const { width: columns, height: rows } = image;
  let above = new Float64Array((columns + 1) * 3);
  let below = new Float64Array((columns + 1) * 3);
  const cursors = levels.map((level) => startLevel(level, columns, rows));
  for (let y = 0; y < rows; y++) {
    addRow(image, y, { above, below });
    for (const cursor of cursors) {
      while (cursor.row < cursor.level.height && cursor.lowerEdge <= y + 1) {
        finishRow(cursor, { above, below }, cursor.lowerEdge - y);
      }
    }
    [above, below] = [below, above];
  }
}

/** Running sums at the upper and at the lower side of a source row, per pixel edge and channel. */
interface RowSums {
  readonly above: Float64Array;
  readonly below: Float64Array;
}

/** below = above + the running sum along this row. */
function addRow({ data, width }: RgbImage, row: number, { above, below }: RowSums): void {
  let [red, green, blue] = [0, 0, 0];
  const end = (row + 1) * width * 3;
  for (let i = row * width * 3, sum = 3; i < end; i += 3, sum += 3) {
    red += data[i] ?? 0;
    green += data[i + 1] ?? 0;
    blue += data[i + 2] ?? 0;
    below[sum] = (above[sum] ?? 0) + red;
    below[sum + 1] = (above[sum + 1] ?? 0) + green;
    below[sum + 2] = (above[sum + 2] ?? 0) + blue;
  }
}

/** How far one level has come. */
interface Cursor {
  readonly level: AreaLevel;
  readonly sourceRows: number;
  readonly rowScale: number;
  /** 1 / pixels of a cell. */
  readonly perPixel: number;
  /** The right edge of each column of cells: index of the sum at its left pixel edge, and the way to the next one. */
  readonly edgeIndex: Int32Array;
  readonly edgeFraction: Float64Array;
  /** Sums from the top down to the upper side of the current row of cells. */
  readonly cellsAbove: Float64Array;
  readonly means: Float64Array;
  row: number;
  /** Lower side of the current row of cells, in source rows. */
  lowerEdge: number;
}

function startLevel(level: AreaLevel, columns: number, rows: number): Cursor {
  const columnScale = areaScale(columns, level.width);
  const rowScale = areaScale(rows, level.height);
  const edgeIndex = new Int32Array(level.width);
  const edgeFraction = new Float64Array(level.width);
  for (let x = 0; x < level.width; x++) {
    const edge = Math.min((x + 1) * columnScale, columns);
    const pixel = Math.min(Math.floor(edge), columns - 1);
    edgeIndex[x] = pixel * 3;
    edgeFraction[x] = edge - pixel;
  }
  return {
    level,
    sourceRows: rows,
    rowScale,
    perPixel: 1 / (columnScale * rowScale),
    edgeIndex,
    edgeFraction,
    cellsAbove: new Float64Array(level.width * 3),
    means: new Float64Array(level.width * 3),
    row: 0,
    lowerEdge: Math.min(rowScale, rows),
  };
}

/** Hands out the row of cells whose lower side lies `down` (0 to 1) into the current source row. */
function finishRow(cursor: Cursor, sums: RowSums, down: number): void {
  meansOfRow(cursor, sums, down);
  cursor.level.onRow(cursor.means, cursor.row);
  cursor.row++;
  cursor.lowerEdge = Math.min((cursor.row + 1) * cursor.rowScale, cursor.sourceRows);
}

/** mean = (sum to the right edge − sum to the left edge − the same for all rows above) / pixels of the cell */
function meansOfRow(cursor: Cursor, { above, below }: RowSums, down: number): void {
  const { edgeIndex, edgeFraction, cellsAbove, means, perPixel } = cursor;
  let leftRed = 0;
  let leftGreen = 0;
  let leftBlue = 0;
  for (let x = 0, c = 0; x < edgeIndex.length; x++, c += 3) {
    const i = edgeIndex[x] ?? 0;
    const right = edgeFraction[x] ?? 0;
    const w11 = right * down;
    const w01 = right - w11;
    const w10 = down - w11;
    const w00 = 1 - right - w10;
    const red =
      w00 * (above[i] ?? 0) + w01 * (above[i + 3] ?? 0) + w10 * (below[i] ?? 0) + w11 * (below[i + 3] ?? 0);
    const green =
      w00 * (above[i + 1] ?? 0) +
      w01 * (above[i + 4] ?? 0) +
      w10 * (below[i + 1] ?? 0) +
      w11 * (below[i + 4] ?? 0);
    const blue =
      w00 * (above[i + 2] ?? 0) +
      w01 * (above[i + 5] ?? 0) +
      w10 * (below[i + 2] ?? 0) +
      w11 * (below[i + 5] ?? 0);
    const cellRed = red - leftRed;
    const cellGreen = green - leftGreen;
    const cellBlue = blue - leftBlue;
    means[c] = (cellRed - (cellsAbove[c] ?? 0)) * perPixel;
    means[c + 1] = (cellGreen - (cellsAbove[c + 1] ?? 0)) * perPixel;
    means[c + 2] = (cellBlue - (cellsAbove[c + 2] ?? 0)) * perPixel;
    cellsAbove[c] = cellRed;
    cellsAbove[c + 1] = cellGreen;
    cellsAbove[c + 2] = cellBlue;
    leftRed = red;
    leftGreen = green;
    leftBlue = blue;
  }
}
