import { boxHeight, boxWidth } from '../core/box.ts';
import type { Face, Landmarks, Point } from '../core/face.ts';
import type { RgbImage } from '../core/image.ts';
import type { Weights } from '../core/tensor.ts';
import type { Engine } from '../tensor/engine.ts';
import { squarePixels } from './calibrate.ts';
import { mergeHeads } from './merge-heads.ts';
import { outputNetwork } from './networks.ts';
import { insideImage, judgePatches, type Judgement, type PatchNetwork } from './patches.ts';
import { transposeKernels } from './transpose-kernels.ts';

/** How the O-Net looks at patches. */
export const OUTPUT_PATCHES = { side: 48, batch: 16 } as const;

/** The O-Net gives landmarks as fractions of the patch, x1…x5, y1…y5; its first pixel is number 1 (hence − 1). */
export function placeLandmarks({ box, landmarks }: Judgement): Landmarks {
  const point = (i: number): Point => ({
    x: (boxWidth(box) + 1) * (landmarks[i] ?? 0) + box.x1 - 1,
    y: (boxHeight(box) + 1) * (landmarks[i + 5] ?? 0) + box.y1 - 1,
  });
  return [point(0), point(1), point(2), point(3), point(4)];
}

/** Gives faces of an image landmarks; boxes and scores stay. A face outside the image gets none. */
export type FindLandmarks = (image: RgbImage, faces: readonly Face[]) => Promise<Face[]>;

/**
 * Loads MTCNN's last network, which finds five landmarks in the box of a face, whoever found it.
 *
 * @param engine that the network belongs to from now on
 */
export async function loadLandmarkFinder(engine: Engine, weights: Weights): Promise<FindLandmarks> {
  const session = await engine.load(outputNetwork, transposeKernels(mergeHeads(weights)));
  const network: PatchNetwork = { session, ...OUTPUT_PATCHES };
  return async (image, faces) => {
    const squares = faces.map(({ box }) => squarePixels(box));
    const judged = await judgePatches(network, image, insideImage(squares, image));
    const byBox = new Map(judged.map((judgement) => [judgement.box, placeLandmarks(judgement)]));
    return faces.map((face, i) => {
      const [square] = squares.slice(i, i + 1);
      const landmarks = square && byBox.get(square);
      return landmarks ? { ...face, landmarks } : face;
    });
  };
}
