import type { RgbImage } from '../core/image.ts';
import type { Session } from '../tensor/engine.ts';
import { CELL_NUMBERS, STRIDE, type ProposalMap } from './proposals.ts';

/**
 * The P-Net sees 12 pixels at a time, so an image can be looked at in parts: the same numbers, but the feature maps of a
 * part stay in the processor's cache and memory does not grow with the photograph.
 */

/** Most cells along a side of a part. Larger maps fall out of the cache, smaller ones overlap more. */
const MOST_CELLS = 96;
/** A part needs this many pixels more than STRIDE times its cells. */
const OVERLAP = 10;

/** Cells along a side of `pixels`: 3×3, pooling by 2 (odd pixel kept), 3×3, 3×3. */
const cellsAlong = (pixels: number): number => Math.ceil((pixels - 2) / 2) - 4;

/** Runs the P-Net over a whole image of any size, at least 12 × 12 pixels. */
export async function proposalMap(network: Session, image: RgbImage): Promise<ProposalMap> {
  const height = cellsAlong(image.height);
  const width = cellsAlong(image.width);
  if (height <= MOST_CELLS && width <= MOST_CELLS) return runTile(network, image);
  const data = new Float32Array(height * width * CELL_NUMBERS);
  const map = { shape: [height, width, CELL_NUMBERS], data };
  for (const [y, rows] of spans(height)) {
    for (const [x, columns] of spans(width)) {
      const part = await runTile(network, cutTile(image, { x, y, rows, columns }));
      paste(part, map, x, y);
    }
  }
  return map;
}

/** Cuts a side into the fewest even parts: start and number of cells of each. */
function spans(cells: number): [start: number, count: number][] {
  const parts = Math.ceil(cells / MOST_CELLS);
  const count = Math.ceil(cells / parts);
  return Array.from({ length: parts }, (_, part) => [part * count, count]);
}

async function runTile(network: Session, { width, height, data }: RgbImage): Promise<ProposalMap> {
  const { cells } = await network.run({ images: { shape: [1, height, width, 3], data } });
  if (!cells) throw new Error('Expected the P-Net to give cells');
  return { shape: cells.shape.slice(1), data: cells.data };
}

interface Tile {
  readonly x: number;
  readonly y: number;
  readonly rows: number;
  readonly columns: number;
}

/** The pixels that a part's cells depend on; the last part of a side ends with the image. */
function cutTile(image: RgbImage, { x, y, rows, columns }: Tile): RgbImage {
  const [left, top] = [STRIDE * x, STRIDE * y];
  const width = Math.min(STRIDE * columns + OVERLAP, image.width - left);
  const height = Math.min(STRIDE * rows + OVERLAP, image.height - top);
  const data = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row++) {
    const from = ((top + row) * image.width + left) * 3;
    data.set(image.data.subarray(from, from + width * 3), row * width * 3);
  }
  return { width, height, data };
}

function paste(part: ProposalMap, whole: ProposalMap, x: number, y: number): void {
  const [height = 0, width = 0, channels = 0] = part.shape;
  const wholeWidth = whole.shape[1] ?? 0;
  for (let row = 0; row < height; row++) {
    const line = part.data.subarray(row * width * channels, (row + 1) * width * channels);
    whole.data.set(line, ((y + row) * wholeWidth + x) * channels);
  }
}
