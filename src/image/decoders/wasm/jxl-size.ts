import { truncated } from '../opened-image.ts';

/** Bits of the first height, and of the width beside it, by two bits that say which. */
const SIZES = [9, 13, 18, 30];

/** Width by height for the numbers 1 to 7; 0: the width follows. */
const RATIOS: readonly (readonly [number, number])[] = [
  [1, 1],
  [12, 10],
  [4, 3],
  [3, 2],
  [16, 9],
  [5, 4],
  [2, 1],
];

/**
 * The size that a JPEG XL codestream begins with (ISO/IEC 18181-1, SizeHeader).
 *
 * @param codestream from its mark ff 0a on
 * @throws Refusal `truncated`
 */
export function readJxlSize(codestream: Uint8Array): { width: number; height: number } {
  const bits = bitReader(codestream, 16);
  const inEights = bits(1) === 1;
  const read = (): number => (inEights ? 8 * (bits(5) + 1) : bits(SIZES[bits(2)] ?? 0) + 1);
  const height = read();
  const ratio = RATIOS[bits(3) - 1];
  const width = ratio ? Math.floor((height * ratio[0]) / ratio[1]) : read();
  return { width, height };
}

/** Reads numbers of up to 30 bits, the lowest bit first. */
function bitReader(bytes: Uint8Array, from: number): (count: number) => number {
  let at = from;
  return (count) => {
    let value = 0;
    for (let i = 0; i < count; i++, at++) {
      const byte = bytes[at >> 3];
      if (byte === undefined) throw truncated('JPEG XL');
      value += ((byte >> (at & 7)) & 1) * 2 ** i;
    }
    return value;
  };
}
