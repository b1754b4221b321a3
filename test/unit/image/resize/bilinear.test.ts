import { describe, expect, test } from '@jest/globals';
import { resizeBilinear } from '../../../../src/image/resize/bilinear.ts';
import { patterned, solid } from '../../../support/images.ts';
import { expectBytes, type ResizeCase } from './resize-cases.ts';

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
  { name: 'one pixel', from: [1, 1], to: [1, 1], sha256: '3a5f7fa711ec5ef4' },
  { name: 'to one pixel', from: [7, 5], to: [1, 1], sha256: '0d8cffcbe5a486c8' },
  { name: 'four to six taps, rows of odd length', from: [61, 45], to: [21, 15], sha256: '4c9ce9767245f76f' },
  {
    name: 'odd numbers of taps, fewer rows than taps',
    from: [40, 3],
    to: [13, 1],
    sha256: '727b2be15bfa7fc9',
  },
  { name: 'rows shorter than a vector', from: [3, 40], to: [2, 9], sha256: '8dc13b50968ebf22' },
];

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
