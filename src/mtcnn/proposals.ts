import type { Tensor } from '../core/tensor.ts';
import { faceProbability, type Candidate, type Regression } from './candidate.ts';
import { CELL_SIZE } from './pyramid.ts';

/** P-Net's window moves by this many pixels of a level from one prediction to the next. */
export const STRIDE = 2;

/**
 * What the P-Net says of one level, (height, width, 6), one cell every second pixel: two logits, then the regression's x1, y1, x2, y2.
 */
export type ProposalMap = Tensor<Float32Array>;

/** Numbers a cell. */
export const CELL_NUMBERS = 6;

/**
 * The cells whose face probability reaches the threshold, as boxes in the original image, column by column. Source:
 * `generateBoundingBox` of `detect_face.py`.
 */
export function proposals(map: ProposalMap, scale: number, threshold: number): Candidate[] {
  const cells = passingCells(map, threshold);
  const width = map.shape[1] ?? 0;
  // FaceNet flips the regression maps when exactly one cell passes, so that its offsets are another cell's. Kept, as
  // everyone's aligned faces have it.
  const columnOf = cells.length === 1 ? (x: number) => width - 1 - x : (x: number) => x;
  return cells.map(({ x, y, score }) => ({
    box: windowAt(x, y, scale),
    score,
    regression: readRegression(map.data, (y * width + columnOf(x)) * CELL_NUMBERS + 2),
  }));
}

function passingCells({ shape, data }: ProposalMap, threshold: number) {
  const [height = 0, width = 0] = shape;
  const leastLogit = Math.log(threshold / (1 - threshold));
  const cells: { x: number; y: number; score: number }[] = [];
  // Looked at as they lie in memory; few pass.
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += CELL_NUMBERS) {
      const no = data[at] as number;
      const yes = data[at + 1] as number;
      if (yes - no >= leastLogit) cells.push({ x, y, score: faceProbability(no, yes) });
    }
  }
  return cells.sort((a, b) => a.x - b.x || a.y - b.y);
}

/** The window of a cell, in whole pixels of the original image. */
const windowAt = (x: number, y: number, scale: number) => ({
  x1: Math.trunc((STRIDE * x + 1) / scale),
  y1: Math.trunc((STRIDE * y + 1) / scale),
  x2: Math.trunc((STRIDE * x + CELL_SIZE) / scale),
  y2: Math.trunc((STRIDE * y + CELL_SIZE) / scale),
});

/** Four numbers from `offset`. */
export function readRegression(data: Float32Array, offset: number): Regression {
  return {
    x1: data[offset] as number,
    y1: data[offset + 1] as number,
    x2: data[offset + 2] as number,
    y2: data[offset + 3] as number,
  };
}
