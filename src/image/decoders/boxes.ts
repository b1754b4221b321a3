import { viewOf } from './opened-image.ts';

/** A part of a file in the ISO base media format, which HEIF, AVIF, JPEG 2000 and JPEG XL share (ISO/IEC 14496-12, section 4.2). */
export interface Box {
  readonly type: string;
  /** Where its content begins. */
  readonly start: number;
  /** Where it ends by its own length: beyond the file when the file ends too early. */
  readonly end: number;
}

/** The boxes of a file, those inside others not counted. */
export function* boxesOf(bytes: Uint8Array): Generator<Box> {
  const view = viewOf(bytes);
  for (let at = 0; at + 8 <= bytes.length;) {
    const short = view.getUint32(at);
    const type = Buffer.from(bytes.subarray(at + 4, at + 8)).toString('latin1');
    const header = short === 1 ? 16 : 8;
    // A length of 0: to the end of the file; one that is cut off: to nowhere.
    const long = at + 16 > bytes.length ? Infinity : Number(view.getBigUint64(at + 8));
    const end = short === 0 ? bytes.length : at + (short === 1 ? long : short);
    if (end < at + header) return;
    yield { type, start: at + header, end };
    at = end;
  }
}

/** Whether a box reaches beyond the file. */
export const boxesEndEarly = (bytes: Uint8Array): boolean => [...boxesOf(bytes)].some(({ end }) => end > bytes.length);
