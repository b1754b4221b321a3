import sharp, { type SharpOptions } from 'sharp';
import { messageOf, usageError } from '../core/errors.ts';
import type { RgbImage } from '../core/image.ts';
import { decodePlainPng } from './png/decode-png.ts';
import { UnreadableImageError } from './read-error.ts';
import { readImageFile } from './read-image-file.ts';
import { announcedFormat, endsEarly, isReadable } from './sniff.ts';

export { UnreadableImageError, type UnreadableReason } from './read-error.ts';

export interface DecodeOptions {
  /** Turn the image as its EXIF orientation says. FaceNet's scripts do not. Default true. */
  readonly autoOrient?: boolean | undefined;
  /** Images with more pixels than this are refused before they are unpacked. Default 100 million. */
  readonly maxPixels?: number | undefined;
}

/** 100 megapixels take 300 MB: more than any camera in common use, less than what brings a machine down. */
export const DEFAULT_MAX_PIXELS = 100_000_000;

/**
 * Decodes an image file, or its bytes, to 8-bit RGB: JPEG, PNG, WebP, AVIF, TIFF and GIF (first frame). Grey becomes
 * three equal channels, transparency is dropped, CMYK converted, 16 bits reduced to 8. Colour profiles are ignored,
 * as Pillow and so FaceNet's scripts do.
 *
 * Damaged files are refused where Pillow refuses them (truncated data), and tolerated where it does (stray bytes).
 *
 * @throws UnreadableImageError whose `reason` says what is wrong with the file
 * @throws FacekitError `usage` when maxPixels is not at least 1
 */
export async function decodeImage(
  input: string | Uint8Array,
  { autoOrient = true, maxPixels = DEFAULT_MAX_PIXELS }: DecodeOptions = {},
): Promise<RgbImage> {
  if (!(maxPixels >= 1)) throw usageError(`Expected a limit of at least 1 pixel but received ${maxPixels}.`);
  const name = typeof input === 'string' ? input : 'the image';
  const bytes = typeof input === 'string' ? await readImageFile(input) : input;
  if (bytes.length === 0) throw new UnreadableImageError('empty-file', `Cannot read ${name}: the file is empty`);
  const plain = decodePlainPng(bytes, maxPixels);
  if (plain) return plain;
  const limitInputPixels = Math.min(Math.floor(maxPixels), Number.MAX_SAFE_INTEGER);
  try {
    return await decodeBytes(bytes, { autoOrient, limitInputPixels });
  } catch (error) {
    throw await toDecodeError(error, { name, bytes, maxPixels });
  }
}

/**
 * Keeps the codec to one thread an image and lets go of its memory between images: for programs that decode many
 * images at a time or leave the processor to a neural network. Holds for the whole process.
 */
export function limitCodecThreads(): void {
  sharp.concurrency(1);
  sharp.cache(false);
}

/** `failOn: 'error'` refuses truncated data and bad checksums; the next level would refuse every stray byte. */
async function decodeBytes(bytes: Uint8Array, options: SharpOptions): Promise<RgbImage> {
  const { data, info } = await sharp(bytes, { ...options, ignoreIcc: true, failOn: 'error' })
    .removeAlpha()
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  if (channels !== 3) throw new Error(`expected 3 channels of colour but received ${channels}`);
  return { width, height, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}

interface DecodeAttempt {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly maxPixels: number;
}

/** Tells the reasons apart by sharp's message and, where that says too little, by the bytes. */
async function toDecodeError(error: unknown, attempt: DecodeAttempt): Promise<UnreadableImageError> {
  const { name, bytes, maxPixels } = attempt;
  const [detail = ''] = messageOf(error).split('\n');
  const refuse = (reason: UnreadableImageError['reason'], text: string): UnreadableImageError =>
    new UnreadableImageError(reason, `Cannot read ${name}: ${text}`, error);
  if (detail.includes('pixel limit')) {
    return refuse(
      'too-many-pixels',
      `${await sizeInWords(bytes)}, more than the limit of ${maxPixels}; shrink it or raise the limit`,
    );
  }
  const format = announcedFormat(bytes);
  if (format === undefined) return refuse('not-an-image', 'its content is not that of an image file');
  if (!isReadable(format)) {
    return refuse('unsupported-format', `${format} files cannot be read; convert it to PNG or JPEG`);
  }
  if (
    endsEarly(bytes) ||
    /premature end|unexpected end|truncated|end of file|bad seek|got \d+ bytes, expected/i.test(detail)
  ) {
    return refuse('truncated', `the ${format} file ends too early; copy or download it again`);
  }
  return refuse('corrupt', `the ${format} file is damaged (${detail}); copy or download it again`);
}

/** Reads the header only. */
async function sizeInWords(bytes: Uint8Array): Promise<string> {
  const { width, height } = await sharp(bytes, { limitInputPixels: false }).metadata();
  return `it has ${width}×${height} = ${width * height} pixels`;
}
