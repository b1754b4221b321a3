import { describe, expect, test } from '@jest/globals';
import type { RgbImage } from '../../../src/core/image.ts';
import { degrade } from '../../../src/training/augmentation/degrade.ts';
import { createRandom } from '../../support/networks/seeded-numbers.ts';

const SIDE = 48;
const image: RgbImage = { width: SIDE, height: SIDE, data: noise(SIDE) };

function noise(side: number): Uint8Array {
  const random = createRandom(5);
  return Uint8Array.from({ length: side * side * 3 }, () => 256 * random());
}

/** Means of the blocks of a channel, and between the centres of blocks a straight line: written here with loops, in double precision. */
function expected({ data }: RgbImage, side: number, channel: number): number[] {
  const block = SIDE / side;
  const small = Array.from({ length: side * side }, (_, cell) => {
    const [row, column] = [Math.floor(cell / side) * block, (cell % side) * block];
    let sum = 0;
    for (let y = 0; y < block; y++)
      for (let x = 0; x < block; x++) sum += data[((row + y) * SIDE + column + x) * 3 + channel] ?? NaN;
    return sum / block ** 2;
  });
  const clamp = (cell: number): number => Math.min(side - 1, Math.max(0, cell));
  return Array.from({ length: SIDE * SIDE }, (_, pixel) => {
    const [y, x] = [Math.floor(pixel / SIDE), pixel % SIDE].map((at) => (at + 0.5) / block - 0.5);
    const [top, left] = [Math.floor(y ?? 0), Math.floor(x ?? 0)];
    const [down, right] = [(y ?? 0) - top, (x ?? 0) - left];
    const at = (row: number, column: number): number => small[clamp(row) * side + clamp(column)] ?? NaN;
    const upper = at(top, left) * (1 - right) + at(top, left + 1) * right;
    const lower = at(top + 1, left) * (1 - right) + at(top + 1, left + 1) * right;
    return upper * (1 - down) + lower * down;
  });
}

describe('a degraded crop', () => {
  test.each([
    [0, 16],
    [0.999, 24],
  ])('with %d drawn has the detail of %d pixels', (drawn, side) => {
    const numbers = [0, drawn];
    const { width, height, data } = degrade(
      image,
      { share: 1, smallest: 16, largest: 24 },
      () => numbers.shift() ?? NaN,
    );
    expect([width, height]).toEqual([SIDE, SIDE]);
    for (const channel of [0, 1, 2]) {
      const wanted = expected(image, side, channel);
      // Bytes are rounded twice, and once more between the two directions.
      for (const [i, value] of wanted.entries())
        expect(Math.abs((data[i * 3 + channel] ?? NaN) - value)).toBeLessThan(1.6);
    }
  });

  test('is one of so many', () => {
    const random = createRandom(6);
    const options = { share: 0.3, smallest: 16, largest: 24 };
    const changed = Array.from({ length: 2000 }, () => degrade(image, options, random)).filter(
      (each) => each !== image,
    );
    expect(Math.abs(changed.length - 600)).toBeLessThan(5 * Math.sqrt(2000 * 0.3 * 0.7));
  });

  test('is none without a share, and draws nothing', () => {
    const never = (): number => {
      throw new Error('nothing is drawn');
    };
    expect(degrade(image, { share: 0, smallest: 16, largest: 24 }, never)).toBe(image);
  });
});
