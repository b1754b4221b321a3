import type { RgbImage } from '../../core/image.ts';
import { corrupt, type OpenedImage, truncated, viewOf } from './opened-image.ts';

/** What the beginning of a Targa file says. Source: Truevision, "TGA file format specification", version 2.0. */
interface TgaHeader {
  readonly width: number;
  readonly height: number;
  readonly kind: 'palette' | 'colour' | 'grey';
  readonly runs: boolean;
  /** Bytes a pixel. */
  readonly unit: number;
  readonly bits: number;
  readonly rightToLeft: boolean;
  readonly topDown: boolean;
  readonly palette: Palette;
  /** Where the pixels begin. */
  readonly start: number;
}

interface Palette {
  /** The number of its first entry. */
  readonly first: number;
  readonly length: number;
  readonly bits: number;
  readonly start: number;
}

const HEADER = 18;
const KINDS = { 1: 'palette', 2: 'colour', 3: 'grey' } as const;

/** Targa files with a palette, in colour or grey, with and without run lengths, from any corner. Alpha is dropped. */
export function openTga(bytes: Uint8Array): OpenedImage {
  const header = readHeader(bytes);
  const { width, height, unit, runs, start } = header;
  // Checked before anything is allocated: a packet of run lengths holds 128 pixels at most.
  const least = runs ? Math.ceil((width * height) / 128) * (1 + unit) : width * height * unit;
  if (bytes.length - start < least) throw truncated('TGA');
  return { width, height, unpack: () => unpack(bytes, header) };
}

function readHeader(bytes: Uint8Array): TgaHeader {
  if (bytes.length < HEADER) throw truncated('TGA');
  const view = viewOf(bytes);
  const type = view.getUint8(2);
  const kind = KINDS[(type & 7) as keyof typeof KINDS];
  const palette = {
    first: view.getUint16(3, true),
    length: view.getUint8(1) === 1 ? view.getUint16(5, true) : 0,
    bits: view.getUint8(7),
    start: HEADER + view.getUint8(0),
  };
  const [bits, descriptor] = [view.getUint8(16), view.getUint8(17)];
  const [width, height] = [view.getUint16(12, true), view.getUint16(14, true)];
  if (width < 1 || height < 1) throw corrupt('TGA', `a size of ${width}×${height}`);
  return {
    ...{ width, height, kind, bits, palette },
    runs: (type & 8) !== 0,
    unit: Math.ceil(bits / 8),
    rightToLeft: (descriptor & 0x10) !== 0,
    topDown: (descriptor & 0x20) !== 0,
    start: palette.start + palette.length * Math.ceil(palette.bits / 8),
  };
}

function unpack(bytes: Uint8Array, header: TgaHeader): RgbImage {
  const { width, height, unit, runs, start, topDown, rightToLeft } = header;
  const pixels = runs ? unpackRuns(bytes, header) : bytes.subarray(start, start + width * height * unit);
  const colourAt = colourReader(bytes, pixels, header);
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, from = 0; y < height; y++) {
    const row = (topDown ? y : height - 1 - y) * width;
    for (let x = 0; x < width; x++, from += unit) colourAt(from, data, (row + (rightToLeft ? width - 1 - x : x)) * 3);
  }
  return { width, height, data };
}

/** Each packet: a byte whose highest bit says whether one pixel repeats, the other bits how many, less one. */
function unpackRuns(bytes: Uint8Array, { width, height, unit, start }: TgaHeader): Uint8Array {
  const pixels = new Uint8Array(width * height * unit);
  for (let at = start, to = 0; to < pixels.length;) {
    const packet = bytes[at++] ?? 0;
    const repeats = (packet & 0x80) !== 0;
    const length = Math.min(((packet & 0x7f) + 1) * unit, pixels.length - to);
    const taken = repeats ? unit : length;
    if (at + taken > bytes.length) throw truncated('TGA');
    for (let i = 0; i < length; i++) pixels[to + i] = bytes[at + (repeats ? i % unit : i)] ?? 0;
    to += length;
    at += taken;
  }
  return pixels;
}

/** Writes the colour of the pixel that begins at `from` to `to` of RGB data. */
type ReadColour = (from: number, data: Uint8Array, to: number) => void;

function colourReader(bytes: Uint8Array, pixels: Uint8Array, { kind, bits, unit, palette }: TgaHeader): ReadColour {
  if (kind === 'grey') {
    return (from, data, to) => {
      data.fill(pixels[from] ?? 0, to, to + 3);
    };
  }
  if (kind === 'colour') {
    return (from, data, to) => {
      readColour(pixels, { from, bits }, { data, to });
    };
  }
  const entryBytes = Math.ceil(palette.bits / 8);
  return (from, data, to) => {
    const index = (pixels[from] ?? 0) + (unit > 1 ? (pixels[from + 1] ?? 0) * 256 : 0) - palette.first;
    if (index < 0 || index >= palette.length) return;
    readColour(bytes, { from: palette.start + index * entryBytes, bits: palette.bits }, { data, to });
  };
}

/** Blue, green, red and perhaps alpha, of a byte each, or of 5 bits in two bytes, stretched and cut off as Pillow does. */
function readColour(
  bytes: Uint8Array,
  { from, bits }: { readonly from: number; readonly bits: number },
  { data, to }: { readonly data: Uint8Array; readonly to: number },
): void {
  if (bits <= 16) {
    const pixel = (bytes[from] ?? 0) | ((bytes[from + 1] ?? 0) << 8);
    for (let c = 0; c < 3; c++) data[to + c] = Math.floor((((pixel >> (10 - 5 * c)) & 31) * 255) / 31);
    return;
  }
  for (let c = 0; c < 3; c++) data[to + c] = bytes[from + 2 - c] ?? 0;
}
