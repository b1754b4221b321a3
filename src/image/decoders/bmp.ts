import type { RgbImage } from '../../core/image.ts';
import { type BmpHeader, readBmpHeader } from './bmp-header.ts';
import { unpackRuns } from './bmp-rle.ts';
import { type OpenedImage, truncated, viewOf } from './opened-image.ts';

/** Windows and OS/2 bitmaps of every depth, with and without run lengths, rows from the bottom or from the top. */
export function openBmp(bytes: Uint8Array): OpenedImage {
  const header = readBmpHeader(bytes);
  const { width, height, coding } = header;
  // Checked before anything is allocated: a short file cannot claim to be large.
  if (coding === 'plain' && bytes.length < leastBytes(header)) throw truncated('BMP');
  return { width, height, unpack: () => unpack(bytes, header) };
}

/** Rows take a multiple of four bytes. */
const rowBytesOf = ({ width, bits }: BmpHeader): number => Math.ceil((width * bits) / 32) * 4;

/** The padding of the last row may be missing. */
const leastBytes = (header: BmpHeader): number =>
  header.start + rowBytesOf(header) * (header.height - 1) + Math.ceil((header.width * header.bits) / 8);

function unpack(bytes: Uint8Array, header: BmpHeader): RgbImage {
  const { width, height, topDown } = header;
  const data = new Uint8Array(width * height * 3);
  const paintRow = rowPainter(bytes, header);
  for (let y = 0; y < height; y++) paintRow(y, data.subarray((topDown ? y : height - 1 - y) * width * 3));
  return { width, height, data };
}

/** Writes a row of the file as RGB. */
type PaintRow = (row: number, rgb: Uint8Array) => void;

function rowPainter(bytes: Uint8Array, header: BmpHeader): PaintRow {
  const { width, bits, coding, start } = header;
  if (coding === 'RLE24') return paintColours(unpackRuns(bytes, header), { start: 0, rowBytes: width * 3, width });
  if (coding !== 'plain') {
    const pixels = unpackRuns(bytes, header);
    return paintPalette(header, (row, x) => pixels[row * width + x] ?? 0);
  }
  const rowBytes = rowBytesOf(header);
  if (bits === 24) return paintColours(bytes, { start, rowBytes, width });
  if (bits > 8) return paintMasked(bytes, header, rowBytes);
  const perByte = 8 / bits;
  const mask = 2 ** bits - 1;
  return paintPalette(header, (row, x) => {
    const byte = bytes[start + row * rowBytes + Math.floor(x / perByte)] ?? 0;
    return (byte >> (8 - bits - (x % perByte) * bits)) & mask;
  });
}

function paintPalette({ width, palette }: BmpHeader, indexAt: (row: number, x: number) => number): PaintRow {
  return (row, rgb) => {
    for (let x = 0; x < width; x++) {
      const entry = indexAt(row, x) * 3;
      for (let c = 0; c < 3; c++) rgb[x * 3 + c] = palette[entry + c] ?? 0;
    }
  };
}

/** Blue, green, red. */
function paintColours(
  bytes: Uint8Array,
  { start, rowBytes, width }: { readonly start: number; readonly rowBytes: number; readonly width: number },
): PaintRow {
  return (row, rgb) => {
    for (let x = 0, from = start + row * rowBytes; x < width; x++, from += 3) {
      for (let c = 0; c < 3; c++) rgb[x * 3 + c] = bytes[from + 2 - c] ?? 0;
    }
  };
}

/** Pixels of 16 or 32 bits, of which a colour takes some; fewer than 8 are stretched and cut off, as Pillow does. */
function paintMasked(bytes: Uint8Array, { width, bits, masks, start }: BmpHeader, rowBytes: number): PaintRow {
  const view = viewOf(bytes);
  const colours = masks.map((mask) => {
    const lowest = (mask & -mask) >>> 0 || 1;
    return { mask, lowest, most: Math.max(1, mask / lowest) };
  });
  return (row, rgb) => {
    for (let x = 0; x < width; x++) {
      const at = start + row * rowBytes + (x * bits) / 8;
      const pixel = bits === 16 ? view.getUint16(at, true) : view.getUint32(at, true);
      colours.forEach(({ mask, lowest, most }, c) => {
        rgb[x * 3 + c] = Math.floor((Math.floor(((pixel & mask) >>> 0) / lowest) * 255) / most);
      });
    }
  };
}
