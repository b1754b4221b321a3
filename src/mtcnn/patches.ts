import type { Box } from '../core/box.ts';
import type { RgbImage } from '../core/image.ts';
import type { Tensor } from '../core/tensor.ts';
import type { CutPatch } from '../image/area-patches.ts';
import type { Session } from '../tensor/engine.ts';
import { faceProbability, type Candidate } from './candidate.ts';
import { readRegression } from './proposals.ts';

/** What a network says of one patch; the R-Net says nothing of landmarks. */
export interface Judgement extends Candidate {
  readonly landmarks: Float32Array;
}

export interface PatchNetwork {
  readonly session: Session;
  /** Side of the patches that it looks at, pixels. */
  readonly side: number;
  /** Patches in one run: large enough to fill the processor, small enough for its cache. */
  readonly batch: number;
}

/** Shows each box, cut from an image, to a network and returns what it says, in the order of the boxes. */
export async function judgePatches(
  network: PatchNetwork,
  cut: CutPatch,
  boxes: readonly Box[],
): Promise<Judgement[]> {
  const judged: Judgement[] = [];
  for (let start = 0; start < boxes.length; start += network.batch) {
    const batch = boxes.slice(start, start + network.batch);
    const results = await network.session.run({ images: cutPatches(cut, batch, network.side) });
    judged.push(...batch.map((box, i) => readJudgement(results, box, i)));
  }
  return judged;
}

/** Boxes that hold at least one pixel of the image. FaceNet's script raises on the others ("negative dimensions"). */
export const insideImage = (boxes: readonly Box[], { width, height }: RgbImage): Box[] =>
  boxes.filter(
    ({ x1, y1, x2, y2 }) => x2 >= x1 && y2 >= y1 && x1 <= width && y1 <= height && x2 >= 1 && y2 >= 1,
  );

/**
 * The boxes, cut out and scaled to (n, side, side, 3). Here a box is 1-based and holds both its corners, as MATLAB counts
 * (`pad` of `detect_face.py`): pixels x1 − 1 to x2 − 1. What lies outside the image is black.
 */
function cutPatches(cut: CutPatch, boxes: readonly Box[], side: number): Tensor<Float32Array> {
  const size = side * side * 3;
  const data = new Float32Array(boxes.length * size);
  boxes.forEach(({ x1, y1, x2, y2 }, i) => {
    cut({ window: { x1: x1 - 1, y1: y1 - 1, x2, y2 }, side, target: data, offset: i * size });
  });
  return { shape: [boxes.length, side, side, 3], data };
}

function readJudgement(results: Record<string, Tensor<Float32Array>>, box: Box, index: number): Judgement {
  const { logits, regression, landmarks } = results;
  if (!logits || !regression) throw new Error('Expected the network to give logits and regression');
  return {
    box,
    score: faceProbability(logits.data[index * 2] ?? 0, logits.data[index * 2 + 1] ?? 0),
    regression: readRegression(regression.data, index),
    landmarks: landmarks?.data.subarray(index * 10, index * 10 + 10) ?? new Float32Array(0),
  };
}
