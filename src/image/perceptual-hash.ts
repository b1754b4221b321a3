import type { RgbImage } from '../core/image.ts';
import { toGrey } from './grey.ts';
import { resizeArea } from './resize/area.ts';

/** What a picture looks like in 64 bits, the first 32 of them in the first number. */
export type PerceptualHash = readonly [number, number];

const SIDE = 32;
const FREQUENCIES = 8;

/**
 * The hash of a picture shrunk to 32 × 32 grey pixels: of its 8 × 8 lowest frequencies (DCT), which lie above their median. Pictures
 * that people take for the same differ in few bits. Source: the pHash of Zauner, "Implementation and benchmarking of perceptual image hash
 * functions", 2010, in the form of the Python package imagehash.
 */
export function perceptualHash(image: RgbImage): PerceptualHash {
  const { data } = toGrey(resizeArea(image, SIDE, SIDE));
  const coefficients = lowFrequencies(data);
  const sorted = coefficients.toSorted();
  const median = ((sorted[31] as number) + (sorted[32] as number)) / 2;
  const bits = (from: number): number =>
    coefficients.subarray(from, from + 32).reduce((word, value) => (word << 1) | (value > median ? 1 : 0), 0);
  return [bits(0) >>> 0, bits(32) >>> 0];
}

/** Bits in which two hashes differ: 0 to 64. */
export const hashDistance = (a: PerceptualHash, b: PerceptualHash): number =>
  countBits(a[0] ^ b[0]) + countBits(a[1] ^ b[1]);

/** cos((2 x + 1) k π / 64) for each frequency k and place x. */
const COSINES = Float64Array.from({ length: FREQUENCIES * SIDE }, (_, i) =>
  Math.cos(((2 * (i % SIDE) + 1) * Math.floor(i / SIDE) * Math.PI) / (2 * SIDE)),
);

/** The lowest frequencies of the two-dimensional DCT-II, rows first; frequency down × frequency across. */
const lowFrequencies = (pixels: Float32Array): Float64Array =>
  lineFrequencies(lineFrequencies(pixels, SIDE), FREQUENCIES);

/** The lowest frequencies of each of `count` lines of 32 numbers, transposed: frequency × line. */
function lineFrequencies(lines: ArrayLike<number>, count: number): Float64Array {
  const result = new Float64Array(FREQUENCIES * count);
  for (let line = 0; line < count; line++) {
    for (let k = 0; k < FREQUENCIES; k++) {
      let sum = 0;
      for (let x = 0; x < SIDE; x++) sum += (lines[line * SIDE + x] as number) * (COSINES[k * SIDE + x] as number);
      result[k * count + line] = sum;
    }
  }
  return result;
}

/** Bits that are set in a 32-bit number (Warren, "Hacker's Delight", section 5-1). */
function countBits(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
