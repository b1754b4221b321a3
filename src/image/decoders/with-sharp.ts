import type { RgbImage } from '../../core/image.ts';
import type { ImageKind } from './image-kind.ts';
import { loadSharp, type Sharp, type SharpOptions } from './sharp-module.ts';
import { damageOf } from './damage.ts';
import { jpegFrame } from './jpeg-frame.ts';
import { type OpenedImage, Refusal, type UnpackOptions, unsupported, viewOf } from './opened-image.ts';
import { readTiffDirectory } from './tiff-directory.ts';
import { lightest, toRgbBytes, whiteOf } from './wide-samples.ts';

/** JPEG, PNG, GIF and WebP (first frame), TIFF (first page), AVIF (first picture), by sharp. */
export async function openWithSharp(bytes: Uint8Array, kind: ImageKind): Promise<OpenedImage> {
  const depth = depthOf(bytes, kind);
  const input = kind === 'AVIF' ? asStillAvif(bytes) : bytes;
  const { width, height } = sizeOf(bytes, kind) ?? (await sizeByCodec(input, kind));
  return { width, height, unpack: (options) => unpack({ input, kind, depth, most: width * height }, options) };
}

/**
 * Keeps the codec to one thread an image and lets go of its memory between images: for programs that decode many
 * images at a time or leave the processor to a neural network. Holds for the whole process.
 */
export function limitCodecThreads(): void {
  const sharp = loadSharp();
  sharp.concurrency(1);
  sharp.cache(false);
}

/** 8 bits a sample or fewer, 16, or what is neither. */
type Depth = 'byte' | 'word' | 'other';

function depthOf(bytes: Uint8Array, kind: ImageKind): Depth {
  if (kind === 'PNG') return bytes[24] === 16 ? 'word' : 'byte';
  if (kind !== 'TIFF') return 'byte';
  const { bits, sampleFormat } = readTiffDirectory(bytes);
  if (sampleFormat !== 'unsigned') return 'other';
  return bits <= 8 ? 'byte' : bits <= 16 ? 'word' : 'other';
}

/** The size in the header of the commonest kinds: asking the codec takes a tenth of the time of decoding a small image. */
function sizeOf(bytes: Uint8Array, kind: ImageKind): { width: number; height: number } | undefined {
  if (kind === 'JPEG') return jpegFrame(bytes);
  if (kind !== 'PNG' || bytes.length < 24) return undefined;
  const view = viewOf(bytes);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

async function sizeByCodec(input: Uint8Array, kind: ImageKind): Promise<{ width: number; height: number }> {
  try {
    return await loadSharp()(input, { limitInputPixels: false }).metadata();
  } catch {
    throw damageOf(input, kind);
  }
}

/** libvips knows an animated AVIF as the animation of stills that it is only when its first brand is that of a still. */
function asStillAvif(bytes: Uint8Array): Uint8Array {
  if (Buffer.from(bytes.subarray(8, 12)).toString('latin1') === 'avif') return bytes;
  const copy = bytes.slice();
  copy.set(Buffer.from('avif'), 8);
  return copy;
}

interface Source {
  readonly input: Uint8Array;
  readonly kind: ImageKind;
  readonly depth: Depth;
  /** Pixels that the header gives: the codec must not find more. */
  readonly most: number;
}

/** `failOn: 'error'` refuses truncated data and bad checksums; the next level would refuse every stray byte. */
async function unpack(source: Source, { autoOrient }: UnpackOptions): Promise<RgbImage> {
  const { input, kind, depth, most } = source;
  const options: SharpOptions = { autoOrient, limitInputPixels: most, ignoreIcc: true, failOn: 'error' };
  try {
    const pipeline = (): Sharp => loadSharp()(input, options).removeAlpha();
    if (depth === 'other') return await unpackNumbers(pipeline(), kind);
    const image = await unpackBytes(pipeline(), kind);
    return depth === 'word' && isDark(image) ? await unpackWords(pipeline(), image) : image;
  } catch (error) {
    throw error instanceof Refusal ? error : damageOf(input, kind);
  }
}

async function unpackBytes(pipeline: Sharp, kind: ImageKind): Promise<RgbImage> {
  const { data, info } = await pipeline
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 3) throw unsupported(`${kind} files of ${info.channels} channels`);
  return {
    width: info.width,
    height: info.height,
    data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  };
}

/** Whether no 16-bit sample reaches 4096, the first that takes 13 bits; the bytes are the upper halves of the samples. */
const isDark = ({ data }: RgbImage): boolean => data.every((value) => value < 16);

async function unpackWords(pipeline: Sharp, { width, height }: RgbImage): Promise<RgbImage> {
  const { data } = await pipeline.toColourspace('rgb16').raw({ depth: 'ushort' }).toBuffer({ resolveWithObject: true });
  const samples = new Uint16Array(data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength));
  return { width, height, data: toRgbBytes(samples, 3, whiteOf(lightest(samples), false)) };
}

/** Numbers as they are: the codec would take floats for linear light. */
async function unpackNumbers(pipeline: Sharp, kind: ImageKind): Promise<RgbImage> {
  const { space, depth } = await pipeline.metadata();
  const { data, info } = await pipeline
    .toColourspace(space)
    .raw({ depth: 'float' })
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  if (channels !== 1 && channels !== 3) throw unsupported(`${kind} files of ${channels} channels`);
  const samples = new Float32Array(data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength));
  return { width, height, data: toRgbBytes(samples, channels, whiteOf(lightest(samples), depth === 'float')) };
}
