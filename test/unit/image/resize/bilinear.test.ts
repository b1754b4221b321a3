import { describe, expect, test } from '@jest/globals';
import { resizeBilinear } from '../../../../src/image/resize/bilinear.ts';
import { patterned, solid } from '../../../support/images.ts';
import { expectBytes, resizeCases } from './resize-cases.ts';

/**
 * First 16 digits of the SHA-256 of `Image.fromarray(image).resize((W, H), Image.BILINEAR)`, Pillow 9.4, for
 * i = np.arange(w * h * 3); image = ((i * i * 31 + 17 * i) % 251).astype(np.uint8).reshape(h, w, 3).
 */
const PILLOW = resizeCases(`
    118×151 → 160×160   b0002ef5d6552dec  a face crop
     300×90 → 160×160   965f60aa4fac617e  one axis grows
    160×160 → 160×160   80de526288c443f8  same size
       12×9 → 24×24     cd2e5649aa5eff10  grows
        1×1 → 5×4       520e538bae5fc153  from one pixel
    500×700 → 3×2       4dc5c8bb31adc719  shrinks a lot
      37×53 → 182×20    636b2d407188e6b8  mixed
        1×1 → 1×1       3a5f7fa711ec5ef4  one pixel
        7×5 → 1×1       0d8cffcbe5a486c8  to one pixel
      61×45 → 21×15     4c9ce9767245f76f  four to six taps, rows of odd length
       40×3 → 13×1      727b2be15bfa7fc9  odd numbers of taps, fewer rows than taps
       3×40 → 2×9       8dc13b50968ebf22  rows shorter than a vector
`);

describe('resizeBilinear', () => {
  test.each(PILLOW)('gives the bytes of Pillow: $name', (each) => {
    expectBytes(resizeBilinear, each);
  });

  test('keeps white white, whatever the weights of the filters', () => {
    expect(resizeBilinear(solid(97, 41, [255, 255, 255]), 31, 53)).toEqual(solid(31, 53, [255, 255, 255]));
  });

  test.each([
    [0, 5],
    [5, 1.5],
  ])('refuses %s × %s', (width, height) => {
    expect(() => resizeBilinear(patterned(9, 9), width, height)).toThrow(`${width}×${height}`);
  });
});
