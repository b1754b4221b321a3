import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { resizeBilinear } from '../../../src/image/resize-bilinear.ts';
import { patterned } from '../../support/images.ts';

interface ResizeCase {
  readonly name: string;
  /** Width and height. */
  readonly from: [number, number];
  readonly to: [number, number];
  readonly sha256: string;
}

/**
 * First 16 digits of the SHA-256 of `Image.fromarray(image).resize((W, H), Image.BILINEAR)`, Pillow 9.4, for
 * i = np.arange(w * h * 3); image = ((i * i * 31 + 17 * i) % 251).astype(np.uint8).reshape(h, w, 3).
 */
const PILLOW: ResizeCase[] = [
  { name: 'a face crop', from: [118, 151], to: [160, 160], sha256: 'b0002ef5d6552dec' },
  { name: 'one axis grows', from: [300, 90], to: [160, 160], sha256: '965f60aa4fac617e' },
  { name: 'same size', from: [160, 160], to: [160, 160], sha256: '80de526288c443f8' },
  { name: 'grows', from: [12, 9], to: [24, 24], sha256: 'cd2e5649aa5eff10' },
  { name: 'from one pixel', from: [1, 1], to: [5, 4], sha256: '520e538bae5fc153' },
  { name: 'shrinks a lot', from: [500, 700], to: [3, 2], sha256: '4dc5c8bb31adc719' },
  { name: 'mixed', from: [37, 53], to: [182, 20], sha256: '636b2d407188e6b8' },
];

describe('resizeBilinear', () => {
  test.each(PILLOW)('gives the bytes of Pillow: $name', ({ from, to, sha256 }) => {
    const resized = resizeBilinear(patterned(...from), ...to);
    expect([resized.width, resized.height]).toEqual(to);
    expect(createHash('sha256').update(resized.data).digest('hex').slice(0, 16)).toBe(sha256);
  });

  test.each([
    [0, 5],
    [5, 1.5],
  ])('refuses %s × %s', (width, height) => {
    expect(() => resizeBilinear(patterned(9, 9), width, height)).toThrow(`${width}×${height}`);
  });
});
