import type { RgbImage } from '../core/image.ts';
import type { Tensor } from '../core/tensor.ts';
import type { Session } from '../tensor/engine.ts';
import { STRIDE, type ProposalMaps } from './proposals.ts';

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
export async function proposalMaps(network: Session, image: RgbImage): Promise<ProposalMaps> {
  const height = cellsAlong(image.height);
  const width = cellsAlong(image.width);
  if (height <= MOST_CELLS && width <= MOST_CELLS) return runTile(network, image);
  const maps = { logits: emptyMap(height, width, 2), regression: emptyMap(height, width, 4) };
  for (const [y, rows] of spans(height)) {
    for (const [x, columns] of spans(width)) {
      const part = await runTile(network, cutTile(image, { x, y, rows, columns }));
      paste(part.logits, maps.logits, x, y);
      paste(part.regression, maps.regression, x, y);
    }
  }
  return maps;
}

/** Cuts a side into the fewest even parts: start and number of cells of each. */
function spans(cells: number): [start: number, count: number][] {
  const parts = Math.ceil(cells / MOST_CELLS);
  const count = Math.ceil(cells / parts);
  return Array.from({ length: parts }, (_, part) => [part * count, count]);
}

async function runTile(network: Session, { width, height, data }: RgbImage): Promise<ProposalMaps> {
  const results = await network.run({ images: { shape: [1, height, width, 3], data } });
  return { logits: withoutBatch(results.logits), regression: withoutBatch(results.regression) };
}

function withoutBatch(tensor: Tensor<Float32Array> | undefined): Tensor<Float32Array> {
  if (!tensor) throw new Error('Expected the P-Net to give logits and regression');
  return { shape: tensor.shape.slice(1), data: tensor.data };
}

const emptyMap = (height: number, width: number, channels: number): Tensor<Float32Array> => ({
  shape: [height, width, channels],
  data: new Float32Array(height * width * channels),
});

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

function paste(part: Tensor<Float32Array>, whole: Tensor<Float32Array>, x: number, y: number): void {
  const [height = 0, width = 0, channels = 0] = part.shape;
  const wholeWidth = whole.shape[1] ?? 0;
  for (let row = 0; row < height; row++) {
    const line = part.data.subarray(row * width * channels, (row + 1) * width * channels);
    whole.data.set(line, ((y + row) * wholeWidth + x) * channels);
  }
}
