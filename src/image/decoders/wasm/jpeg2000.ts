import type { RgbImage } from '../../../core/image.ts';
import { endsEarly, type Jpeg2000Header, readJpeg2000Header } from './jpeg2000-header.ts';
import type { Jpeg2000Decoder } from './jpeg2000-module.ts';
import { byteTable, corrupt, type OpenedImage, truncated, unsupported } from '../opened-image.ts';
import { inWasm } from './wasm-module.ts';

const KIND = 'JPEG 2000';

/** Colour spaces that are not red, green and blue, by OpenJPEG's numbers. */
const OTHER_COLOURS: Readonly<Record<number, string>> = { 3: 'YCC', 4: 'e-YCC', 5: 'CMYK' };

/** JPEG 2000, bare or in boxes, in grey or RGB, with alpha or without, of up to 16 bits. */
export function openJpeg2000(bytes: Uint8Array): OpenedImage {
  const header = readJpeg2000Header(bytes);
  const { width, height } = header;
  return { width, height, unpack: () => unpack(bytes, header) };
}

async function unpack(bytes: Uint8Array, header: Jpeg2000Header): Promise<RgbImage> {
  const { createOpenJpeg } = await import('./jpeg2000-module.ts');
  const { J2KDecoder } = await createOpenJpeg();
  return inWasm({ kind: KIND, ...header }, () => {
    const decoder = new J2KDecoder();
    decoder.getEncodedBuffer(bytes.length).set(bytes);
    decoder.decode();
    const { width, height } = decoder.getFrameInfo();
    if (width === 0 || height === 0)
      throw endsEarly(bytes) ? truncated(KIND) : corrupt(KIND, 'its pixels cannot be unpacked');
    return pixelsOf(decoder);
  });
}

function pixelsOf(decoder: Jpeg2000Decoder): RgbImage {
  const { width, height, bitsPerSample: bits, componentCount: channels, isSigned } = decoder.getFrameInfo();
  const colours = OTHER_COLOURS[decoder.getColorSpace()];
  if (colours !== undefined) throw unsupported(`JPEG 2000 files in ${colours}`);
  if (bits > 16 || isSigned) throw unsupported(`JPEG 2000 files of ${isSigned ? 'signed samples' : `${bits} bits`}`);
  const samples = decoder.getDecodedBuffer();
  const table = byteTable(2 ** bits - 1);
  const wide = bits > 8;
  const sampleAt = (i: number): number =>
    table[wide ? (samples[i * 2] ?? 0) | ((samples[i * 2 + 1] ?? 0) << 8) : (samples[i] ?? 0)] ?? 0;
  const data = new Uint8Array(width * height * 3);
  const [green, blue] = channels < 3 ? [0, 0] : [1, 2];
  for (let from = 0, to = 0; to < data.length; from += channels, to += 3) {
    data[to] = sampleAt(from);
    data[to + 1] = sampleAt(from + green);
    data[to + 2] = sampleAt(from + blue);
  }
  return { width, height, data };
}
