import type { EmbeddedFaces, NewImage } from './prepare-image.ts';
import type { FaceCrop } from './face-sources.ts';
import type { Embedder } from '../../facenet/embedder.ts';

/** The part of an embedder that is needed; tests pass their own. */
export type FaceEmbedder = Pick<Embedder, 'embed'> & { readonly info: Pick<Embedder['info'], 'inputSize'> };

export interface Batch {
  add(image: NewImage): void;
  isFull(): boolean;
  /** Faces that wait. */
  size(): number;
  /** Embeds as many faces as one run takes. */
  run(): Promise<void>;
}

/** Gathers the faces of images into runs of the network. An image may have none, or more than a run takes. */
export function createBatch(
  embedder: FaceEmbedder,
  options: { readonly batchSize: number; readonly flip: boolean },
): Batch {
  const { batchSize } = options;
  const queue: { readonly image: NewImage; readonly crop: FaceCrop }[] = [];
  const isResized = ({ image }: FaceCrop): boolean =>
    image.width !== embedder.info.inputSize || image.height !== embedder.info.inputSize;

  const finish = (image: NewImage, faces: EmbeddedFaces['faces']): void => {
    image.result = { faces, resized: image.crops.some(isResized) };
    // The pixels are done with.
    image.crops = [];
  };
  const partial = new Map<NewImage, EmbeddedFaces['faces']>();
  return {
    add: (image) => {
      if (image.failure) return;
      if (image.crops.length === 0) finish(image, []);
      else for (const crop of image.crops) queue.push({ image, crop });
    },
    isFull: () => queue.length >= batchSize,
    size: () => queue.length,
    run: async () => {
      const items = queue.splice(0, batchSize);
      const embeddings = await embedder.embed(
        items.map(({ crop }) => crop.image),
        options,
      );
      items.forEach(({ image, crop: { face, box, score } }, i) => {
        const embedding = embeddings[i];
        if (!embedding) throw new Error(`expected ${items.length} embeddings but received ${i}`);
        const faces = [...(partial.get(image) ?? []), { face, box, score, embedding }];
        partial.set(image, faces);
        if (faces.length < image.crops.length) return;
        finish(image, faces);
        partial.delete(image);
      });
    },
  };
}
