import { FacekitError, messageOf } from '../../core/errors.ts';
import type { RgbImage } from '../../core/image.ts';
import type { DroppedImage } from '../../report/compare-report.ts';

/** An image to compare. */
export interface ImageSource {
  /** As the user named it. */
  readonly path: string;
  /** Absolute. */
  readonly file: string;
}

/** An image that was read, or what is wrong with it. */
export type Photograph =
  | { readonly kind: 'read'; readonly source: ImageSource; readonly image: RgbImage }
  | { readonly kind: 'unreadable'; readonly dropped: DroppedImage };

/** Reads an image; that it cannot be read is a result too. */
export async function readPhotograph(
  source: ImageSource,
  decode: (file: string) => Promise<RgbImage>,
): Promise<Photograph> {
  try {
    return { kind: 'read', source, image: await decode(source.file) };
  } catch (error) {
    const reason = error instanceof FacekitError ? error.code : 'failed';
    // The line names the image already, in the user's own words.
    const message = messageOf(error).replace(`Cannot read ${source.file}: `, '');
    return { kind: 'unreadable', dropped: { path: source.path, reason, message } };
  }
}
