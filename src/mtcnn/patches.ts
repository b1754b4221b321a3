import type { Box } from '../core/box.ts';
import type { RgbImage } from '../core/image.ts';
import type { Tensor } from '../core/tensor.ts';
import type { PixelWindow } from '../image/resize/area-means.ts';
import { areaPatches } from '../image/resize/area-patches.ts';
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

/** Patches that are cut at a time: the image need not be added up for every run, and memory does not grow with the crowd. */
const CUT_TOGETHER = 1024;

/** Shows each box, cut from an image, to a network and returns what it says, in the order of the boxes. */
export async function judgePatches(
  network: PatchNetwork,
  image: RgbImage,
  boxes: readonly Box[],
): Promise<Judgement[]> {
  const judged: Judgement[] = [];
  for (let start = 0; start < boxes.length; start += CUT_TOGETHER) {
    judged.push(...(await judgeTogether(network, image, boxes.slice(start, start + CUT_TOGETHER))));
  }
  return judged;
}

async function judgeTogether(
  { session, side, batch }: PatchNetwork,
  image: RgbImage,
  boxes: readonly Box[],
): Promise<Judgement[]> {
  const patches = areaPatches(image, boxes.map(windowOf), side);
  const size = side * side * 3;
  const judged: Judgement[] = [];
  for (let start = 0; start < boxes.length; start += batch) {
    const shown = boxes.slice(start, start + batch);
    const data = patches.subarray(start * size, (start + shown.length) * size);
    const results = await session.run({ images: { shape: [shown.length, side, side, 3], data } });
    judged.push(...shown.map((box, i) => readJudgement(results, box, i)));
  }
  return judged;
}

/** Boxes that hold at least one pixel of the image. FaceNet's script raises on the others ("negative dimensions"). */
export const insideImage = (boxes: readonly Box[], { width, height }: RgbImage): Box[] =>
  boxes.filter(({ x1, y1, x2, y2 }) => x2 >= x1 && y2 >= y1 && x1 <= width && y1 <= height && x2 >= 1 && y2 >= 1);

/** Here a box is 1-based and holds both its corners, as MATLAB counts (`pad` of `detect_face.py`): pixels x1 − 1 to x2 − 1. */
const windowOf = ({ x1, y1, x2, y2 }: Box): PixelWindow => ({ x1: x1 - 1, y1: y1 - 1, x2, y2 });

function readJudgement(results: Record<string, Tensor<Float32Array>>, box: Box, index: number): Judgement {
  const { logits, regression, landmarks } = results;
  if (!logits || !regression) throw new Error('Expected the network to give logits and regression');
  return {
    box,
    score: faceProbability(logits.data[index * 2] ?? 0, logits.data[index * 2 + 1] ?? 0),
    regression: readRegression(regression.data, index * 4),
    landmarks: landmarks?.data.subarray(index * 10, index * 10 + 10) ?? new Float32Array(0),
  };
}
