import { boxesEndEarly } from './boxes.ts';
import type { ImageKind } from './image-kind.ts';
import { jpegFrame } from './jpeg-frame.ts';
import { corrupt, Refusal, truncated, unsupported, viewOf } from './opened-image.ts';
import { readTiffDirectory } from './tiff-directory.ts';

/**
 * Why the codec refused a file, told by its bytes: the codec's own words belong to whichever of the images that are decoded at the
 * same time failed last.
 */
export function damageOf(bytes: Uint8Array, kind: ImageKind): Refusal {
  try {
    if (kind === 'JPEG') refuseRareJpeg(bytes);
    return endsEarly(bytes, kind) ? truncated(kind) : corrupt(kind, 'its pixels cannot be unpacked');
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** Kinds of JPEG that no common program writes. */
function refuseRareJpeg(bytes: Uint8Array): void {
  const frame = jpegFrame(bytes);
  if (!frame) return;
  if (frame.precision !== 8) throw unsupported(`JPEG files of ${frame.precision} bits a sample`);
  if (![0xc0, 0xc1, 0xc2, 0xc9, 0xca].includes(frame.marker))
    throw unsupported('JPEG files of a lossless or layered kind');
}

/** Whether a file ends before the end that its own headers give. What is written last, where it is there, tells that it does not. */
function endsEarly(bytes: Uint8Array, kind: ImageKind): boolean {
  switch (kind) {
    case 'JPEG':
      return !jpegIsClosed(bytes);
    case 'PNG':
      return !Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes('IEND');
    case 'GIF':
      return !bytes.subarray(-16).includes(0x3b);
    case 'WebP':
      return bytes.length < 12 || viewOf(bytes).getUint32(4, true) + 8 > bytes.length;
    case 'TIFF':
      return readTiffDirectory(bytes).end > bytes.length;
    default:
      return boxesEndEarly(bytes);
  }
}

/** Whether the mark of the end comes after the last beginning of pixels: a thumbnail before them has such a mark too. */
function jpegIsClosed(bytes: Uint8Array): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const pixels = jpegFrame(bytes)?.end ?? 0;
  return file.lastIndexOf(Buffer.of(0xff, 0xd9)) > pixels;
}
