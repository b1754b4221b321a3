import { corrupt, Refusal, truncated, unsupported } from './opened-image.ts';

/** What the beginning of a PNM or PAM file says. Source: the netpbm manual pages pbm(5), pgm(5), ppm(5), pam(5). */
export interface PnmHeader {
  readonly width: number;
  readonly height: number;
  /** Samples a pixel: 1 grey, 2 grey and alpha, 3 colour, 4 colour and alpha. */
  readonly depth: number;
  /** The value of white. */
  readonly most: number;
  /** Numbers in text, bytes (two for a sample above 255, the higher one first), or bits of which 1 is black. */
  readonly form: 'text' | 'binary' | 'text-bits' | 'bits';
  /** Where the pixels begin. */
  readonly start: number;
}

const HASH = 0x23;
const LINE_FEED = 0x0a;

/** Blank, tabulator, line feed, vertical tabulator, form feed, carriage return. */
export const isSpace = (byte: number | undefined): boolean =>
  byte === 0x20 || (byte !== undefined && byte >= 0x09 && byte <= 0x0d);

/** The first place from `at` on that is neither white space nor in a comment. */
export function skipBlank(bytes: Uint8Array, at: number): number {
  for (;;) {
    if (isSpace(bytes[at])) at += 1;
    else if (bytes[at] === HASH) at = endOfLine(bytes, at);
    else return at;
  }
}

function endOfLine(bytes: Uint8Array, at: number): number {
  const end = bytes.indexOf(LINE_FEED, at);
  return end === -1 ? bytes.length : end;
}

/**
 * @throws Refusal `truncated`, `corrupt`
 */
export function readPnmHeader(bytes: Uint8Array): PnmHeader {
  const type = (bytes[1] ?? 0) - 0x30;
  if (type === 7) return readPamHeader(bytes);
  const numbers: number[] = [];
  let at = 2;
  for (const wanted = type === 1 || type === 4 ? 2 : 3; numbers.length < wanted;) {
    const { value, end } = readNumber(bytes, skipBlank(bytes, at));
    numbers.push(value);
    at = end;
  }
  // One character, and no more, stands between the header and bytes, which may look like blanks; or a comment does.
  const start = bytes[at] === HASH ? endOfLine(bytes, at) + 1 : at + 1;
  const [width = 0, height = 0, most = 1] = numbers;
  if (!isSpace(bytes[at]) && bytes[at] !== HASH) throw at >= bytes.length ? truncated('PNM') : noNumber();
  const form = type === 1 ? 'text-bits' : type === 4 ? 'bits' : type < 4 ? 'text' : 'binary';
  return checked({ width, height, most, start, form, depth: type % 3 === 0 ? 3 : 1 });
}

const noNumber = (): Refusal => corrupt('PNM', 'its header has no number where one belongs');

function readNumber(bytes: Uint8Array, at: number): { value: number; end: number } {
  let value = 0;
  let end = at;
  for (; end < at + 10; end++) {
    const digit = (bytes[end] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  if (end === at) throw at >= bytes.length ? truncated('PNM') : noNumber();
  return { value, end };
}

/** Longest header of a PAM file that is looked at, comments and all. */
const LONGEST_PAM_HEADER = 10_000;

function readPamHeader(bytes: Uint8Array): PnmHeader {
  const text = Buffer.from(bytes.subarray(0, LONGEST_PAM_HEADER)).toString('latin1');
  const end = /\nENDHDR[^\n]*\n/.exec(text);
  if (!end) throw bytes.length < LONGEST_PAM_HEADER ? truncated('PAM') : corrupt('PAM', 'its header has no end');
  const lines = text.slice(0, end.index).split('\n');
  const number = (name: string): number => {
    const line = lines.find((each) => each.trimStart().startsWith(`${name} `)) ?? '';
    const value = Number(line.trim().split(/\s+/)[1] ?? NaN);
    if (!Number.isInteger(value) || value < 1) throw corrupt('PAM', `its header has no ${name}`);
    return value;
  };
  const depth = number('DEPTH');
  if (depth > 4) throw unsupported(`PAM files of ${depth} channels`);
  const start = end.index + end[0].length;
  const header = { width: number('WIDTH'), height: number('HEIGHT'), most: number('MAXVAL'), depth, start };
  return checked({ ...header, form: 'binary' });
}

function checked(header: PnmHeader): PnmHeader {
  const { width, height, most } = header;
  if (width < 1 || height < 1) throw corrupt('PNM', `a size of ${width}×${height}`);
  if (most < 1 || most > 65_535) throw corrupt('PNM', `${most} for the value of white, which is 1 to 65535`);
  return header;
}
