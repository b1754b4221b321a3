import { corrupt, truncated, unsupported, viewOf } from './opened-image.ts';

/**
 * What the beginning of a Windows or OS/2 bitmap says. Source: Microsoft, "Bitmap Storage" (BITMAPCOREHEADER to BITMAPV5HEADER); IBM,
 * "OS/2 2.0 Presentation Manager", BITMAPINFOHEADER2.
 */
export interface BmpHeader {
  readonly width: number;
  readonly height: number;
  /** Rows come from the top; usually they come from the bottom. */
  readonly topDown: boolean;
  /** Bits a pixel: 1, 2, 4, 8, 16, 24, 32. */
  readonly bits: number;
  readonly coding: 'plain' | 'RLE4' | 'RLE8' | 'RLE24';
  /** Red, green and blue of each entry; empty above 8 bits. */
  readonly palette: Uint8Array;
  /** Which bits of a pixel of 16 or 32 bits are red, green and blue. */
  readonly masks: readonly [red: number, green: number, blue: number];
  /** Where the pixels begin. */
  readonly start: number;
}

/** Of the file: "BM", its size, two reserved numbers, where the pixels begin. */
const FILE_HEADER = 14;
const CORE = 12;
const OS2_SHORT = 16;
const OS2 = 64;

type Coding = BmpHeader['coding'] | 'masks';

/** By their numbers. Those that are not in `CODINGS` are not read. */
const WINDOWS: readonly string[] = ['plain', 'RLE8', 'RLE4', 'masks', 'a JPEG', 'a PNG', 'masks'];
const OS2_CODINGS: readonly string[] = ['plain', 'RLE8', 'RLE4', 'Huffman compression', 'RLE24'];
const CODINGS: readonly string[] = ['plain', 'RLE4', 'RLE8', 'RLE24', 'masks'];

/** @throws Refusal `truncated`, `corrupt`, `unsupported-format` */
export function readBmpHeader(bytes: Uint8Array): BmpHeader {
  const view = viewOf(bytes);
  if (bytes.length < FILE_HEADER + CORE) throw truncated('BMP');
  const size = view.getUint32(FILE_HEADER, true);
  if (size !== CORE && (size < OS2_SHORT || size > 1000)) throw corrupt('BMP', `a header of ${size} bytes`);
  if (bytes.length < FILE_HEADER + size) throw truncated('BMP');
  const shape = size === CORE ? coreShape(view) : infoShape(view);
  const { width, height, bits } = shape;
  if (width < 1 || height < 1) throw corrupt('BMP', `a size of ${width}×${height}`);
  const coding = codingOf(view, size);
  if (!fits(bits, coding)) {
    if (bits === 64) throw unsupported('BMP files of 64 bits a pixel');
    throw corrupt('BMP', `${bits} bits a pixel${coding === 'plain' ? '' : ` with ${coding}`}`);
  }
  const afterHeader = FILE_HEADER + size + (coding === 'masks' && size === 40 ? 12 : 0);
  const palette = paletteOf(bytes, { at: afterHeader, size, bits });
  const start = Math.max(view.getUint32(10, true), afterHeader);
  const masks = masksOf(view, bits, coding);
  return { ...shape, palette, masks, start, coding: coding === 'masks' ? 'plain' : coding };
}

type Shape = Pick<BmpHeader, 'width' | 'height' | 'topDown' | 'bits'>;

const coreShape = (view: DataView): Shape => ({
  width: view.getUint16(18, true),
  height: view.getUint16(20, true),
  topDown: false,
  bits: view.getUint16(24, true),
});

function infoShape(view: DataView): Shape {
  const height = view.getInt32(22, true);
  const [width, bits] = [view.getInt32(18, true), view.getUint16(28, true)];
  return { width, height: Math.abs(height), topDown: height < 0, bits };
}

function codingOf(view: DataView, size: number): Coding {
  const number = size >= 40 ? view.getUint32(30, true) : 0;
  const name = (size === OS2 ? OS2_CODINGS : WINDOWS)[number];
  if (name === undefined) throw unsupported(`BMP files with compression ${number}`);
  if (!CODINGS.includes(name)) throw unsupported(`BMP files with ${name} inside`);
  return name as Coding;
}

function fits(bits: number, coding: Coding): boolean {
  switch (coding) {
    case 'plain':
      return [1, 2, 4, 8, 16, 24, 32].includes(bits);
    case 'masks':
      return bits === 16 || bits === 32;
    case 'RLE4':
      return bits === 4;
    case 'RLE8':
      return bits === 8;
    case 'RLE24':
      return bits === 24;
  }
}

function paletteOf(
  bytes: Uint8Array,
  { at, size, bits }: { readonly at: number; readonly size: number; readonly bits: number },
): Uint8Array {
  if (bits > 8) return new Uint8Array(0);
  const entryBytes = size === CORE ? 3 : 4;
  const view = viewOf(bytes);
  const pixels = view.getUint32(10, true);
  const stated = size >= 40 ? view.getUint32(46, true) : 0;
  // Old files state no number, or a wrong one: the pixels begin where the palette ends.
  const room = Math.floor(((pixels > at ? Math.min(pixels, bytes.length) : bytes.length) - at) / entryBytes);
  const count = Math.max(0, Math.min(stated === 0 ? 2 ** bits : stated, 2 ** bits, room));
  const palette = new Uint8Array(2 ** bits * 3);
  for (let i = 0; i < count; i++) {
    const entry = at + i * entryBytes;
    palette[i * 3] = bytes[entry + 2] ?? 0;
    palette[i * 3 + 1] = bytes[entry + 1] ?? 0;
    palette[i * 3 + 2] = bytes[entry] ?? 0;
  }
  return palette;
}

/** Without masks 16 bits are 5 of each colour, 32 bits a byte of each. */
function masksOf(view: DataView, bits: number, coding: Coding): BmpHeader['masks'] {
  if (coding !== 'masks') return bits === 16 ? [0x7c00, 0x03e0, 0x001f] : [0xff0000, 0x00ff00, 0x0000ff];
  if (view.byteLength < FILE_HEADER + 52) throw truncated('BMP');
  return [view.getUint32(54, true), view.getUint32(58, true), view.getUint32(62, true)];
}
