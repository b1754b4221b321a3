import { corrupt, truncated, unsupported, viewOf } from './opened-image.ts';

/** What the first directory of a TIFF says. Source: Adobe, "TIFF", revision 6.0; its supplements; the BigTIFF proposal. */
export interface TiffDirectory {
  /** Bits of a sample. */
  readonly bits: number;
  readonly sampleFormat: 'unsigned' | 'signed' | 'float' | 'other';
  /** Where the last of the pixels ends. */
  readonly end: number;
}

const TAG = {
  subfileType: 254,
  bits: 258,
  compression: 259,
  stripOffsets: 273,
  stripBytes: 279,
  tileOffsets: 324,
  tileBytes: 325,
  subDirectories: 330,
  sampleFormat: 339,
  dngVersion: 50_706,
} as const;

/** Those that the codec has, by libtiff's numbers: none, CCITT, LZW, JPEG, deflate, PackBits and some older ones. */
const COMPRESSIONS: readonly number[] = [
  1, 2, 3, 4, 5, 6, 7, 8, 32_766, 32_771, 32_773, 32_809, 32_946, 34_676, 34_677, 50_001,
];

/** Names of others, for the message. */
const COMPRESSION_NAMES: Readonly<Record<number, string>> = {
  9: 'JBIG',
  10: 'JBIG',
  34_661: 'JBIG',
  34_712: 'JPEG 2000',
  33_003: 'JPEG 2000',
  33_005: 'JPEG 2000',
  34_887: 'LERC',
  34_925: 'LZMA',
  50_000: 'ZSTD',
  50_002: 'JPEG XL',
  52_546: 'JPEG XL',
};

const SAMPLE_FORMATS: Readonly<Record<number, TiffDirectory['sampleFormat']>> = {
  1: 'unsigned',
  2: 'signed',
  3: 'float',
};

/**
 * Reads the first directory and refuses what the codec cannot read.
 *
 * @throws Refusal `truncated`, `corrupt`, `unsupported-format`
 */
export function readTiffDirectory(bytes: Uint8Array): TiffDirectory {
  const entries = readEntries(bytes);
  const first = (tag: number): number | undefined => entries.get(tag)?.(0);
  if (entries.has(TAG.dngVersion) || (((first(TAG.subfileType) ?? 0) & 1) === 1 && entries.has(TAG.subDirectories)))
    throw unsupported('camera raw files');
  const compression = first(TAG.compression) ?? 1;
  if (!COMPRESSIONS.includes(compression)) {
    throw unsupported(`TIFF with ${COMPRESSION_NAMES[compression] ?? `unknown (${compression})`} compression`);
  }
  const bits = first(TAG.bits) ?? 1;
  const sampleFormat = SAMPLE_FORMATS[first(TAG.sampleFormat) ?? 1] ?? 'other';
  if (bits > 32 || sampleFormat === 'other') throw unsupported(`TIFF files of ${bits} bits a sample`);
  return { bits, sampleFormat, end: endOfPixels(entries) };
}

/** The values of an entry by their position; undefined beyond the last, and outside the file. */
type Values = ((index: number) => number | undefined) & { readonly count: number };

/** Bytes of a value of each type that numbers come in. */
const TYPE_BYTES: Readonly<Record<number, number>> = { 1: 1, 3: 2, 4: 4, 13: 4, 16: 8, 18: 8 };

interface Form {
  readonly view: DataView;
  readonly little: boolean;
  readonly big: boolean;
}

function readEntries(bytes: Uint8Array): Map<number, Values> {
  const view = viewOf(bytes);
  const little = bytes[0] === 0x49;
  const big = bytes.length > 4 && view.getUint16(2, little) === 43;
  const form = { view, little, big };
  const [countBytes, entryBytes] = big ? [8, 20] : [2, 12];
  if (bytes.length < (big ? 16 : 8)) throw truncated('TIFF');
  const start = big ? long(form, 8) : view.getUint32(4, little);
  if (start + countBytes > bytes.length) throw truncated('TIFF');
  const count = big ? long(form, start) : view.getUint16(start, little);
  if (count === 0 || count > 4096) throw corrupt('TIFF', `${count} entries in its directory`);
  if (start + countBytes + count * entryBytes > bytes.length) throw truncated('TIFF');
  const entries = new Map<number, Values>();
  for (let i = 0; i < count; i++) {
    const at = start + countBytes + i * entryBytes;
    entries.set(view.getUint16(at, little), valuesOf(form, at));
  }
  return entries;
}

function valuesOf(form: Form, at: number): Values {
  const { view, little, big } = form;
  const size = TYPE_BYTES[view.getUint16(at + 2, little)] ?? 1;
  const count = big ? long(form, at + 4) : view.getUint32(at + 4, little);
  const [inline, place] = big ? [8, at + 12] : [4, at + 8];
  const start = count * size <= inline ? place : big ? long(form, place) : view.getUint32(place, little);
  const read = (index: number): number | undefined => {
    const from = start + index * size;
    if (index >= count || from + size > view.byteLength) return undefined;
    if (size === 8) return long(form, from);
    return size === 4 ? view.getUint32(from, little) : size === 2 ? view.getUint16(from, little) : view.getUint8(from);
  };
  return Object.assign(read, { count });
}

/** Eight bytes; what is beyond any file need not be exact. */
const long = ({ view, little }: Form, at: number): number => Number(view.getBigUint64(at, little));

/** Strips that are looked at: more than any photograph has. */
const MOST_STRIPS = 1_000_000;

function endOfPixels(entries: ReadonlyMap<number, Values>): number {
  const offsets = entries.get(TAG.stripOffsets) ?? entries.get(TAG.tileOffsets);
  const sizes = entries.get(TAG.stripBytes) ?? entries.get(TAG.tileBytes);
  let end = 0;
  for (let i = 0; i < Math.min(offsets?.count ?? 0, MOST_STRIPS); i++) {
    const offset = offsets?.(i);
    if (offset === undefined) return Infinity;
    end = Math.max(end, offset + (sizes?.(i) ?? 0));
  }
  return end;
}
