/** The kinds of image files that are told apart: those that people have in their folders, whether they are read or not. */
export type ImageKind =
  | 'JPEG'
  | 'PNG'
  | 'GIF'
  | 'WebP'
  | 'TIFF'
  | 'AVIF'
  | 'HEIC'
  | 'JPEG 2000'
  | 'JPEG XL'
  | 'BMP'
  | 'PNM'
  | 'TGA'
  | 'camera raw'
  | 'SVG'
  | 'Photoshop'
  | 'icon'
  | 'PCX'
  | 'PFM'
  | 'OpenEXR';

/** The bytes that tell a kind, from `offset`. */
interface Signature {
  readonly kind: ImageKind;
  readonly offset: number;
  readonly bytes: string;
}

const signature = (kind: ImageKind, bytes: string, offset = 0): Signature => ({ kind, offset, bytes });

const SIGNATURES: readonly Signature[] = [
  signature('JPEG', '\xff\xd8\xff'),
  signature('PNG', '\x89PNG\r\n\x1a\n'),
  signature('GIF', 'GIF8'),
  signature('camera raw', 'CR', 8),
  signature('TIFF', 'II*\0'),
  signature('TIFF', 'MM\0*'),
  signature('TIFF', 'II+\0'),
  signature('TIFF', 'MM\0+'),
  signature('camera raw', 'ftypcrx ', 4),
  signature('camera raw', 'FUJIFILMCCD-RAW'),
  signature('camera raw', 'IIRO'),
  signature('camera raw', 'IIU\0'),
  signature('JPEG 2000', '\0\0\0\x0cjP  '),
  signature('JPEG 2000', '\xff\x4f\xff\x51'),
  signature('JPEG XL', '\0\0\0\x0cJXL '),
  signature('JPEG XL', '\xff\x0a'),
  signature('Photoshop', '8BPS'),
  signature('PCX', '\x0a\x05\x01\x08'),
  signature('icon', '\0\0\x01\0'),
  signature('PFM', 'PF\n'),
  signature('PFM', 'Pf\n'),
  signature('OpenEXR', 'v/1\x01'),
];

/** As many bytes from the beginning of a file as `imageKind` looks at. */
export const HEAD_BYTES = 512;

/**
 * The kind of an image file, told by its first bytes alone; undefined where they are not those of an image.
 *
 * @param bytes the file, or at least its first `HEAD_BYTES`
 */
export function imageKind(bytes: Uint8Array): ImageKind | undefined {
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString('latin1');
  const known = SIGNATURES.find((each) => head.startsWith(each.bytes, each.offset) && isMeant(each, head));
  if (known) return known.kind;
  if (head.startsWith('RIFF') && head.startsWith('WEBP', 8)) return 'WebP';
  if (head.startsWith('ftyp', 4)) return kindOfBrands(head);
  if (/^P[1-6]\s*(#[^\n]*\n\s*)*\d+\s+(#[^\n]*\n\s*)*\d/.test(head)) return 'PNM';
  if (/^P7\s+(#[^\n]*\n\s*)*(WIDTH|HEIGHT|DEPTH|MAXVAL|TUPLTYPE) /.test(head)) return 'PNM';
  if (isBmp(head)) return 'BMP';
  if (/^(\xef\xbb\xbf)?\s*(<\?xml[^>]*>\s*)?(<!--[^]*?-->\s*)*(<!DOCTYPE svg[^>]*>\s*)?<svg[\s>]/i.test(head))
    return 'SVG';
  return isTga(bytes) ? 'TGA' : undefined;
}

/** Canon's mark stands behind the beginning of a TIFF; an icon has at least one picture. */
function isMeant({ kind, offset }: Signature, head: string): boolean {
  if (kind === 'camera raw' && offset === 8) return /^(II\*\0|MM\0\*)/.test(head);
  return kind !== 'icon' || (head.charCodeAt(4) > 0 && head.charCodeAt(9) === 0);
}

/** Of a file in the ISO base media format (ISO/IEC 14496-12): the brands of its first box, the major one first. */
function kindOfBrands(head: string): ImageKind | undefined {
  const length = Math.min(head.charCodeAt(2) * 256 + head.charCodeAt(3), head.length);
  const brands: string[] = [head.slice(8, 12)];
  for (let at = 16; at + 4 <= length; at += 4) brands.push(head.slice(at, at + 4));
  const kinds = brands.map((brand) => {
    if (/^avi[fs]$/.test(brand)) return 'AVIF';
    return /^(he[iv][cxms]|hevm|hevs)$/.test(brand) ? 'HEIC' : undefined;
  });
  const kind = kinds.find((each) => each !== undefined);
  return kind ?? (brands.some((brand) => /^(mif1|msf1|mif2|miaf)$/.test(brand)) ? 'HEIC' : undefined);
}

const DIB_SIZES: readonly number[] = [12, 16, 40, 52, 56, 64, 108, 124];

/** Text may begin with BM too: of a bitmap the reserved bytes are zero, or the size of its header is one of those in use. */
function isBmp(head: string): boolean {
  if (!head.startsWith('BM') || head.length < 18) return false;
  return head.slice(6, 10) === '\0\0\0\0' || DIB_SIZES.includes(head.charCodeAt(14) + head.charCodeAt(15) * 256);
}

const TGA_DEPTHS: Readonly<Record<number, readonly number[]>> = { 1: [8, 16], 2: [15, 16, 24, 32], 3: [8, 16] };

/** Targa files have no mark at their beginning: each field of the header must be one of the few values that it may have. */
function isTga(bytes: Uint8Array): boolean {
  if (bytes.length < 18) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, 18);
  const [hasMap, type] = [view.getUint8(1), view.getUint8(2)];
  const basic = type & 7;
  const depths = (type & ~8) === basic ? TGA_DEPTHS[basic] : undefined;
  const [width, height, descriptor] = [view.getUint16(12, true), view.getUint16(14, true), view.getUint8(17)];
  if (!depths?.includes(view.getUint8(16)) || width === 0 || height === 0 || descriptor >= 0x40) return false;
  if (![0, 1, 8].includes(descriptor & 15)) return false;
  if (hasMap === 0) return basic !== 1 && bytes.subarray(3, 8).every((byte) => byte === 0);
  return hasMap === 1 && view.getUint16(5, true) > 0 && [15, 16, 24, 32].includes(view.getUint8(7));
}
