import { viewOf } from './opened-image.ts';

/** The header of the picture in a JPEG (ITU-T T.81, section B.2.2). */
export interface JpegFrame {
  readonly width: number;
  readonly height: number;
  /** Bits a sample. */
  readonly precision: number;
  /** 0xc0 to 0xcf: which process. */
  readonly marker: number;
  /** Where its segment ends. */
  readonly end: number;
}

/** Segments without a length. */
const isBare = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
/** Those from 0xc0 to 0xcf that hold tables. */
const TABLES: readonly number[] = [0xc4, 0xc8, 0xcc];

/** The header of the frame; undefined when the file has none before its pixels. */
export function jpegFrame(bytes: Uint8Array): JpegFrame | undefined {
  const view = viewOf(bytes);
  for (let at = 2; at + 4 <= bytes.length;) {
    // Stray bytes between segments are passed over, as libjpeg does.
    const marker = bytes[at + 1] ?? 0;
    if (bytes[at] !== 0xff || marker === 0xff || marker === 0) {
      at += 1;
      continue;
    }
    if (isBare(marker)) {
      at += 2;
      continue;
    }
    if (marker === 0xd9 || marker === 0xda) return undefined;
    const end = at + 2 + view.getUint16(at + 2);
    if (marker >= 0xc0 && marker <= 0xcf && !TABLES.includes(marker)) {
      if (at + 9 > bytes.length) return undefined;
      return {
        width: view.getUint16(at + 7),
        height: view.getUint16(at + 5),
        precision: view.getUint8(at + 4),
        marker,
        end,
      };
    }
    at = Math.max(end, at + 2);
  }
  return undefined;
}
