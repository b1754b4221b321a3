import { usageError } from '../core/errors.ts';
import type { RgbImage } from '../core/image.ts';
import type { AdmitPixels } from '../core/pixel-budget.ts';
import { openBmp } from './decoders/bmp.ts';
import { openHeif } from './decoders/wasm/heif.ts';
import { type ImageKind, imageKind } from './decoders/image-kind.ts';
import { openJpeg2000 } from './decoders/wasm/jpeg2000.ts';
import { openJxl } from './decoders/wasm/jxl.ts';
import { type OpenImage, Refusal, type UnpackOptions, unsupported } from './decoders/opened-image.ts';
import { openPnm } from './decoders/pnm.ts';
import { openTga } from './decoders/tga.ts';
import { limitCodecThreads, openWithSharp } from './decoders/with-sharp.ts';
import { decodePlainPng } from './png/decode-png.ts';
import { UnreadableImageError } from './read-error.ts';
import { readImageFile } from './read-image-file.ts';

export { UnreadableImageError, type UnreadableReason } from './read-error.ts';

export interface DecodeOptions {
  /** Turn the image as its EXIF orientation says. FaceNet's scripts do not. Default true. */
  readonly autoOrient?: boolean | undefined;
  /** Images with more pixels than this are refused before they are unpacked. Default 100 million. */
  readonly maxPixels?: number | undefined;
  /**
   * Keep the codec to one thread an image and let it go of its memory between images: for programs that decode many images at a time or leave the
   * processor to a neural network. Holds for the whole process from then on. Default false.
   */
  readonly frugal?: boolean | undefined;
  /** Called with the number of pixels, once it is known and allowed: memory is taken for them when it has resolved. */
  readonly admit?: AdmitPixels | undefined;
}

/** 100 megapixels take 300 MB: more than any camera in common use, less than what brings a machine down. */
const DEFAULT_MAX_PIXELS = 100_000_000;

/**
 * Decodes an image file, or its bytes, to 8-bit RGB: JPEG, PNG, WebP, HEIC, AVIF, TIFF, GIF, JPEG XL, JPEG 2000, BMP, PNM and TGA, of several pictures the first. The
 * kind is told by the content, not by the name. Grey becomes three equal channels, transparency is dropped, CMYK converted. Colour profiles
 * are ignored, as Pillow and so FaceNet's scripts do.
 *
 * 16 bits are reduced to 8. Samples of 10 or 12 bits in 16, floats from 0 to 1 and other numbers (TIFF) are scaled by the white that their
 * lightest sample tells, so that they do not become black.
 *
 * Damaged files are refused where Pillow refuses them (truncated data), and tolerated where it does (stray bytes).
 *
 * @throws UnreadableImageError whose `reason` says what is wrong with the file
 * @throws FacekitError `usage` when maxPixels is not at least 1
 */
export async function decodeImage(
  input: string | Uint8Array,
  { autoOrient = true, maxPixels = DEFAULT_MAX_PIXELS, admit, frugal }: DecodeOptions = {},
): Promise<RgbImage> {
  if (!(maxPixels >= 1)) throw usageError(`Expected a limit of at least 1 pixel but received ${maxPixels}.`);
  if (typeof input !== 'string' && !isBytes(input))
    throw usageError('Expected the path of an image, or its bytes as Uint8Array.');
  const name = typeof input === 'string' ? input : 'the image';
  const bytes = typeof input === 'string' ? await readImageFile(input) : input;
  try {
    return decodePlainPng(bytes, maxPixels) ?? (await decodeBytes(bytes, { autoOrient, maxPixels, admit, frugal }));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new UnreadableImageError(error.reason, `Cannot read ${name}: ${error.message}`, error);
  }
}

/** Programs in JavaScript may give anything. */
const isBytes = (value: unknown): boolean => value instanceof Uint8Array;

const OPENERS: Readonly<Partial<Record<ImageKind, OpenImage>>> = {
  BMP: openBmp,
  PNM: openPnm,
  TGA: openTga,
  HEIC: openHeif,
  'JPEG XL': openJxl,
  'JPEG 2000': openJpeg2000,
  JPEG: openWithSharp,
  PNG: openWithSharp,
  GIF: openWithSharp,
  WebP: openWithSharp,
  TIFF: openWithSharp,
  AVIF: openWithSharp,
};

/** Reads the header, and the pixels once their number is known to be allowed. */
async function decodeBytes(
  bytes: Uint8Array,
  { autoOrient, maxPixels, admit, frugal = false }: UnpackOptions & DecodeOptions & { readonly maxPixels: number },
): Promise<RgbImage> {
  if (bytes.length === 0) throw new Refusal('empty-file', 'the file is empty');
  const kind = imageKind(bytes);
  if (kind === undefined) throw new Refusal('not-an-image', 'its content is not that of an image file');
  const open = OPENERS[kind];
  if (!open) throw unsupported(`${kind} files`);
  if (frugal && open === openWithSharp) limitCodecThreads();
  const opened = await open(bytes, kind);
  const { width, height } = opened;
  if (width * height > maxPixels) {
    const size = `it has ${width}×${height} = ${width * height} pixels`;
    throw new Refusal('too-many-pixels', `${size}, more than the limit of ${maxPixels}; shrink it or raise the limit`);
  }
  await admit?.(width * height);
  return await opened.unpack({ autoOrient });
}
