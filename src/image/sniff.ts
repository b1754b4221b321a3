/** The first bytes that tell a file format, from `offset`. */
interface Signature {
  readonly format: string;
  readonly offset: number;
  readonly bytes: string;
}

const signature = (format: string, bytes: string, offset = 0): Signature => ({ format, offset, bytes });

/** Formats that the codec reads when the file is whole. */
const READABLE = new Set(['JPEG', 'PNG', 'GIF', 'WebP', 'TIFF', 'AVIF']);

/** Image formats that people have in their folders, whether the codec reads them or not. */
const SIGNATURES: readonly Signature[] = [
  signature('JPEG', '\xff\xd8\xff'),
  signature('PNG', '\x89PNG\r\n\x1a\n'),
  signature('GIF', 'GIF8'),
  signature('WebP', 'WEBP', 8),
  signature('TIFF', 'II*\0'),
  signature('TIFF', 'MM\0*'),
  signature('AVIF', 'ftypavif', 4),
  signature('HEIC', 'ftyphe', 4),
  signature('HEIC', 'ftypmif1', 4),
  signature('BMP', 'BM'),
  signature('JPEG 2000', '\0\0\0\x0cjP  '),
  signature('JPEG XL', '\0\0\0\x0cJXL '),
  signature('JPEG XL', '\xff\x0a'),
  signature('Photoshop', '8BPS'),
  signature('icon', '\0\0\x01\0'),
  signature('PNM', 'P5'),
  signature('PNM', 'P6'),
  signature('PDF', '%PDF-'),
];

/** The name of the image format that the first bytes announce, or undefined. */
export function announcedFormat(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.subarray(0, 16)).toString('latin1');
  return SIGNATURES.find((known) => head.startsWith(known.bytes, known.offset))?.format;
}

/** Whether the codec reads files of a format that `announcedFormat` names. */
export const isReadable = (format: string): boolean => READABLE.has(format);

/** Whether a file ends before the end that its own headers give. Formats without such a header: false. */
export function endsEarly(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (announcedFormat(bytes)) {
    case 'PNG':
      return !Buffer.from(bytes).includes('IEND');
    case 'WebP':
      return view.getUint32(4, true) + 8 > bytes.length;
    case 'TIFF':
      return bytes.length < 8 || view.getUint32(4, bytes[0] === 0x49) >= bytes.length;
    default:
      return false;
  }
}
