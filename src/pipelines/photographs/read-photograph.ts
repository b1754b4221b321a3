import { FacekitError, messageOf } from '../../core/errors.ts';
import type { Face } from '../../core/face.ts';
import type { RgbImage } from '../../core/image.ts';
import type { ImageFile } from '../../dataset/image-files.ts';
import type { DetectFaces } from '../collection/crop-plan.ts';

/** An image to compare. Its path is as the user named it. */
export type ImageSource = Pick<ImageFile, 'path' | 'file' | 'bytes' | 'problem'>;

/** An image that was read and looked at, or what is wrong with it. */
export type Photograph =
  ({ readonly kind: 'read' } & ReadPhotograph) | { readonly kind: 'unreadable'; readonly dropped: DroppedImage };

export interface ReadPhotograph {
  readonly source: ImageSource;
  readonly image: RgbImage;
  /** The most certain first. */
  readonly faces: readonly Face[];
}

export interface Eyes {
  readonly decode: (input: string | Uint8Array) => Promise<RgbImage>;
  readonly detect: DetectFaces;
}

/**
 * Reads an image and finds its faces; that it cannot be read is a result too.
 *
 * @throws what `detect` throws
 */
export async function readPhotograph(source: ImageSource, { decode, detect }: Eyes): Promise<Photograph> {
  const { path, file, bytes, problem } = source;
  if (problem) return { kind: 'unreadable', dropped: { path, ...problem } };
  const image = await decode(bytes ?? file).catch((error: unknown) => ({ error }));
  if ('error' in image) return { kind: 'unreadable', dropped: unreadable(source, image.error) };
  return { kind: 'read', source, image, faces: await detect(image) };
}

function unreadable(source: ImageSource, error: unknown): DroppedImage {
  const reason = error instanceof FacekitError ? error.code : 'failed';
  // The line names the image already, in the user's own words.
  const message = messageOf(error).replace('Cannot read the image: ', '').replace(`Cannot read ${source.file}: `, '');
  return { path: source.path, reason, message };
}

/** An image that is left out of the comparison. */
export interface DroppedImage {
  readonly path: string;
  /** `no-face`, or why the image cannot be read. */
  readonly reason: string;
  readonly message: string;
}
