import { asEmbedding } from '../../core/embedding.ts';
import type { RgbImage } from '../../core/image.ts';
import { embedImages, type EmbeddedImage, type FaceEmbedder } from '../collection/embed-images.ts';
import type { ImageFile } from '../../dataset/image-files.ts';
import type { FaceSource } from '../collection/face-sources.ts';
import { toSize } from '../../facenet/embedder.ts';

export interface CollectOptions {
  readonly source: FaceSource;
  /** Side of a face in pixels. */
  readonly inputSize: number;
  /** Hears what became of each image. */
  readonly onImage?: (image: EmbeddedImage) => void;
  readonly signal?: AbortSignal;
}

/**
 * The faces of images as a network takes them, each different image once. The images go the way of those that are embedded, with
 * somebody in the network's place who keeps the faces.
 *
 * @throws FacekitError what `source` throws that is not about one image
 */
export async function collectFaces(
  images: readonly ImageFile[],
  { source, inputSize, onImage, signal }: CollectOptions,
): Promise<RgbImage[]> {
  const collected: RgbImage[] = [];
  const keeper: FaceEmbedder = {
    info: { inputSize },
    embed: (faces) => {
      collected.push(...faces.map((face) => toSize(face, inputSize)));
      return Promise.resolve(faces.map(() => asEmbedding(new Float32Array())));
    },
  };
  const done = embedImages(images, { embedder: keeper, source, ...(signal && { signal }) });
  for await (const image of done) onImage?.(image);
  return collected;
}

/** So many of the images, at equal distances in their order: people who come first do not count for more. */
export function spreadOut(images: readonly ImageFile[], most: number): ImageFile[] {
  const count = Math.min(most, images.length);
  return Array.from({ length: count }, (_, i) => images[Math.floor((i * images.length) / count)]).filter(
    (image) => image !== undefined,
  );
}
