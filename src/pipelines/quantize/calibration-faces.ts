import { asEmbedding } from '../../core/embedding.ts';
import { createPixelBudget } from '../../core/pixel-budget.ts';
import { machineLimits } from '../../files/machine-limits.ts';
import type { RgbImage } from '../../core/image.ts';
import type { DetectFaces } from '../collection/crop-plan.ts';
import { embedImages, type EmbeddedImage } from '../collection/embed-images.ts';
import { createImageWork, type FaceEmbedder } from '../collection/image-work.ts';
import type { ImageFile } from '../../dataset/image-files.ts';
import type { PlanCrops } from '../collection/plan-crops.ts';
import { toSize } from '../../facenet/embedder.ts';

export interface CollectOptions {
  readonly planCrops: PlanCrops;
  readonly detect: DetectFaces;
  /** The network that the faces are for. */
  readonly model: FaceEmbedder['info'];
  /** Hears what became of each image. */
  readonly onImage?: (image: EmbeddedImage) => void;
  readonly signal?: AbortSignal;
}

/**
 * The faces of images as a network takes them, each different image once. The images go the way of those that are embedded, with
 * somebody in the network's place who keeps the faces.
 *
 * @throws FacekitError what is thrown that is not about one image
 */
export async function collectFaces(
  images: readonly ImageFile[],
  { planCrops, detect, model, onImage, signal }: CollectOptions,
): Promise<RgbImage[]> {
  const collected: RgbImage[] = [];
  const keeper: FaceEmbedder = {
    info: model,
    embed: (faces) => {
      collected.push(...faces.map((face) => toSize(face, model.inputSize)));
      return Promise.resolve(faces.map(() => asEmbedding(new Float32Array())));
    },
  };
  const isStopped = (): boolean => signal?.aborted ?? false;
  const workers = {
    capacity: BATCH_SIZE,
    run: createImageWork(
      { embedder: keeper, detect, isStopped, budget: createPixelBudget(machineLimits().cores) },
      { batchSize: BATCH_SIZE, flip: false },
    ),
  };
  for await (const image of embedImages(images, { workers, planCrops })) onImage?.(image);
  return collected;
}

const BATCH_SIZE = 16;

/** So many of the images, at equal distances in their order: people who come first do not count for more. */
export function spreadOut(images: readonly ImageFile[], most: number): ImageFile[] {
  const count = Math.min(most, images.length);
  return Array.from({ length: count }, (_, i) => images[Math.floor((i * images.length) / count)]).filter(
    (image) => image !== undefined,
  );
}
