import { usageError } from '../../core/errors.ts';
import { mapAhead } from '../../core/map-ahead.ts';
import { createBatch, type FaceEmbedder } from './batch.ts';
import type { ImageFile } from '../../dataset/image-files.ts';
import { prepareImage, type EmbeddedFaces, type NewImage, type PreparedImage } from './prepare-image.ts';
import type { FaceSource } from './face-sources.ts';

export type { FaceEmbedder } from './batch.ts';
export type { EmbeddedFace, EmbeddedFaces } from './prepare-image.ts';

/** What became of one image. */
export type EmbeddedImage = { readonly image: ImageFile } & (
  | ({
      /** `no-face`: `faces` is empty. */
      readonly status: 'embedded' | 'no-face';
      /** Of the image's bytes and of what else decides its faces: equal keys have equal results. */
      readonly key: string;
      /** Whether the result is that of an earlier image with the same key. */
      readonly reused: boolean;
    } & EmbeddedFaces)
  | { readonly status: 'unreadable'; readonly reason: string; readonly message: string }
);

export interface EmbedImagesOptions {
  readonly embedder: FaceEmbedder;
  readonly source: FaceSource;
  /** Faces in one run of the network. Default 16. */
  readonly batchSize?: number;
  /** Append the embedding of the mirrored face. Default false. */
  readonly flip?: boolean;
  /**
   * Results of images that were met before, by key. What this generator gives out must be found from the moment the next
   * image is asked for. Default: its own memory, which grows with the number of different images.
   */
  readonly known?: (key: string) => Promise<EmbeddedFaces | undefined>;
  /** Stops after the batch under way. */
  readonly signal?: AbortSignal;
}

/**
 * Embeds the faces of images, in their order: images → crops → embeddings. Images are read and decoded ahead, in the codec's own
 * threads, while the network computes. The same bytes are computed once.
 *
 * @throws FacekitError `usage`, `embedding-not-finite`, and what `source` throws that is not about one image
 */
export async function* embedImages(
  images: Iterable<ImageFile> | AsyncIterable<ImageFile>,
  options: EmbedImagesOptions,
): AsyncGenerator<EmbeddedImage> {
  const { source, batchSize = 16, signal } = options;
  if (!(Number.isInteger(batchSize) && batchSize > 0))
    throw usageError(`Expected a batchSize of 1 or more but received ${batchSize}.`);
  const memory = new Map<string, EmbeddedFaces>();
  const known = options.known ?? ((key: string) => Promise.resolve(memory.get(key)));
  const underWay = new Map<string, NewImage>();
  const waiting: PreparedImage[] = [];
  const prepare = (image: ImageFile) => prepareImage(image, { source, known, underWay });

  const batch = createBatch(options.embedder, { batchSize, flip: options.flip ?? false });
  for await (const prepared of mapAhead(images, source.inFlight, prepare)) {
    if (signal?.aborted) return;
    waiting.push(prepared);
    if (prepared.kind === 'new') batch.add(prepared);
    // Images without new faces also wait for those before them: not for ever.
    while (batch.isFull() || (waiting.length >= MOST_WAITING && batch.size() > 0)) await batch.run();
    yield* handOut();
  }
  while (batch.size() > 0 && !signal?.aborted) {
    await batch.run();
    yield* handOut();
  }

  /** Those at the head of the line that are finished. */
  function* handOut(): Generator<EmbeddedImage> {
    for (let head = waiting[0]; head && isFinished(head); head = waiting[0]) {
      waiting.shift();
      const embedded = toEmbeddedImage(head);
      if (!options.known && embedded.status !== 'unreadable') memory.set(embedded.key, embedded);
      yield embedded;
      // Only now does `known` know it.
      if (head.kind === 'new') underWay.delete(head.key);
    }
  }
}

const MOST_WAITING = 1024;

/** Where the result of an image is or will be. The first image of a key is the one that was read first, not always the first in line. */
const resultOf = (image: PreparedImage): PreparedImage => (image.kind === 'repeat' ? image.first : image);

function isFinished(image: PreparedImage): boolean {
  const source = resultOf(image);
  return source.kind !== 'new' || source.failure !== undefined || source.result !== undefined;
}

function toEmbeddedImage(prepared: PreparedImage): EmbeddedImage {
  const { image } = prepared;
  if (prepared.kind === 'failed') {
    const { reason, message } = prepared;
    return { image, status: 'unreadable', reason, message };
  }
  const source = resultOf(prepared);
  if (source.kind === 'new' && source.failure) return { image, status: 'unreadable', ...source.failure };
  if (!('result' in source)) throw new Error(`${image.path} is handed out before it is embedded`);
  const { faces, resized } = source.result;
  const status = faces.length > 0 ? 'embedded' : 'no-face';
  return { image, status, key: source.key, reused: prepared.kind !== 'new', faces, resized };
}
