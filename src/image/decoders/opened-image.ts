import type { RgbImage } from '../../core/image.ts';
import type { ImageKind } from './image-kind.ts';

export interface UnpackOptions {
  /** Turn the image as its EXIF orientation says. */
  readonly autoOrient: boolean;
}

/** An image whose header was read: its size is known before its pixels take memory. */
export interface OpenedImage {
  readonly width: number;
  readonly height: number;
  /** @throws Refusal */
  unpack(options: UnpackOptions): RgbImage | Promise<RgbImage>;
}

/**
 * Reads the header of a file of one kind.
 *
 * @throws Refusal
 */
export type OpenImage = (bytes: Uint8Array, kind: ImageKind) => OpenedImage | Promise<OpenedImage>;

/** Why the content of a file cannot be read. */
export type RefusalReason =
  'empty-file' | 'not-an-image' | 'unsupported-format' | 'truncated' | 'corrupt' | 'too-many-pixels';

/** The same in words that follow the name of the file. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason, text: string) {
    super(text);
    this.reason = reason;
  }
}

export const truncated = (kind: string): Refusal =>
  new Refusal('truncated', `the ${kind} file ends too early; copy or download it again`);

/** @param detail what is wrong, a few words */
export const corrupt = (kind: string, detail: string): Refusal =>
  new Refusal('corrupt', `the ${kind} file is damaged (${detail}); copy or download it again`);

/** @param what the file, and what of it is not known: "BMP files with Huffman compression" */
export const unsupported = (what: string): Refusal =>
  new Refusal('unsupported-format', `${what} cannot be read; convert it to PNG or JPEG`);

/** A sample of `most + 1` steps in 8 bits, rounded to the nearest. */
const toByte = (value: number, most: number): number => Math.round((Math.min(value, most) * 255) / most);

/** `toByte` of every value from 0 to `most`. */
export const byteTable = (most: number): Uint8Array => Uint8Array.from({ length: most + 1 }, (_, v) => toByte(v, most));

/** A little-endian or big-endian look at the bytes of a file. */
export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
