import { createHash } from 'node:crypto';
import type { Embedding } from '../../core/embedding.ts';
import { FacekitError, messageOf } from '../../core/errors.ts';
import { decodeImage } from '../../image/codec.ts';
import { UnreadableImageError } from '../../image/read-error.ts';
import { readImageFile } from '../../image/read-image-file.ts';
import type { ImageFile } from '../../dataset/image-files.ts';
import type { FaceCrop, FaceSource } from './face-sources.ts';

/** A face and what the network makes of it. */
export interface EmbeddedFace extends Omit<FaceCrop, 'image'> {
  readonly embedding: Embedding;
}

/** What became of the faces of one image. */
export interface EmbeddedFaces {
  readonly faces: readonly EmbeddedFace[];
  /** Whether a crop had another size than the network's and was resized. */
  readonly resized: boolean;
}

/** An image that waits for its embeddings, or has them already. */
export type PreparedImage = { readonly image: ImageFile } & (
  | { readonly kind: 'failed'; readonly reason: string; readonly message: string }
  /** Its bytes were met before: in an earlier image, or in one that is under way. */
  | { readonly kind: 'known'; readonly key: string; readonly result: EmbeddedFaces }
  | { readonly kind: 'repeat'; readonly key: string; readonly first: NewImage }
  | NewImage
);

export interface NewImage {
  readonly image: ImageFile;
  readonly kind: 'new';
  readonly key: string;
  /** Filled in once it is decoded. */
  crops: readonly FaceCrop[];
  failure?: Failure;
  result?: EmbeddedFaces;
}

interface Failure {
  readonly reason: string;
  readonly message: string;
}

export interface PrepareOptions {
  readonly source: FaceSource;
  /** Results of earlier images. */
  readonly known: (key: string) => Promise<EmbeddedFaces | undefined>;
  /** New images that are under way, by key. */
  readonly underWay: Map<string, NewImage>;
}

/**
 * Reads an image and cuts out its faces, unless the same bytes were met before. Whatever is wrong with the image is its result.
 *
 * @throws FacekitError about anything else, such as a detector that cannot be opened
 */
export async function prepareImage(image: ImageFile, options: PrepareOptions): Promise<PreparedImage> {
  if (image.problem) return { image, kind: 'failed', ...image.problem };
  const { source, known, underWay } = options;
  try {
    const bytes = await readImageFile(image.file);
    const key = keyOf(bytes, await source.variantOf(image));
    // What is no longer under way is known; what is not known may have come under way since.
    const result = underWay.has(key) ? undefined : await known(key);
    if (result) return { image, kind: 'known', key, result };
    const first = underWay.get(key);
    if (first) return { image, kind: 'repeat', key, first };
    return await decode({ image, kind: 'new', key, crops: [] }, bytes, options);
  } catch (error) {
    return { image, kind: 'failed', ...failureOf(error, image) };
  }
}

async function decode(entry: NewImage, bytes: Uint8Array, { source, underWay }: PrepareOptions): Promise<NewImage> {
  underWay.set(entry.key, entry);
  try {
    entry.crops = await source.cropsOf(await decodeImage(bytes), entry.image);
  } catch (error) {
    entry.failure = failureOf(error, entry.image);
  }
  return entry;
}

/** SHA-256 of the bytes, then of what else decides the faces. */
function keyOf(bytes: Uint8Array, variant: string): string {
  const hash = createHash('sha256').update(bytes).digest('hex');
  return variant === '' ? hash : createHash('sha256').update(`${hash} ${variant}`).digest('hex');
}

/** Errors of ours that are not about an image end the run; what nobody foresaw costs one image only. */
function failureOf(error: unknown, { file }: ImageFile): Failure {
  if (error instanceof FacekitError && !(error instanceof UnreadableImageError)) throw error;
  const reason = error instanceof UnreadableImageError ? error.reason : 'failed';
  const message = messageOf(error)
    .replace(/^Cannot read the image: /, '')
    .replace(`Cannot read ${file}: `, '');
  return { reason, message: message.replace(/\s*\n\s*/g, ' ') };
}
