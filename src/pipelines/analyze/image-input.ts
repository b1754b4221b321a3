import type { RgbImage } from '../../core/image.ts';
import { decodeImage, type DecodeOptions } from '../../image/codec.ts';

/** A photograph: the path of its file, the bytes of the file, or its pixels. */
export type ImageInput = string | Uint8Array | RgbImage;

/**
 * The pixels of a photograph, whatever form it comes in.
 *
 * @throws UnreadableImageError for a file or bytes that are no image, or a damaged one
 */
export async function openImage(input: ImageInput, options?: DecodeOptions): Promise<RgbImage> {
  return typeof input === 'string' || input instanceof Uint8Array ? decodeImage(input, options) : input;
}
