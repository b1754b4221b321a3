import { describe, expect, test } from '@jest/globals';
import type { RgbImage } from '../../../../src/core/image.ts';
import type { PixelWindow } from '../../../../src/image/resize/area-means.ts';
import { areaPatches } from '../../../../src/image/resize/area-patches.ts';
import { resizeArea, resizeAreaPyramid } from '../../../../src/image/resize/area.ts';
import { paint, patterned, solid } from '../../../support/images.ts';
import { digest, expectBytes, resizeCases } from './resize-cases.ts';

/**
 * First 16 digits of the SHA-256 of `cv2.resize(image, (W, H), interpolation=cv2.INTER_AREA)`, OpenCV 4.6, for
 * i = np.arange(w * h * 3); image = ((i * i * 31 + 17 * i) % 251).astype(np.uint8).reshape(h, w, 3).
 */
const OPENCV = resizeCases(`
    250×250 → 150×150   dab0b42fc2510654  first level of a pyramid
    250×250 → 14×14     eab65d0104037f0e  last level of a pyramid
     120×90 → 72×54     3bf81745193146c0  both axes by the same ratio
      40×64 → 20×32     a5914526551e70dc  exactly 2
      60×33 → 20×11     314f996ab45d5c5c  exactly 3
     100×70 → 25×70     41de341a0e98d6f6  one axis shrinks
     2399×3 → 1439×2    23ed8fbaee356647  cell edges below a thousandth
     3999×5 → 2399×3    3c7f2c1c404c3a18  ignored edges again
  1801×1203 → 1081×723  c997d17d55decb93  two megapixels
      20×60 → 48×48     bf3a87df077f8f4a  one axis grows
      60×20 → 24×24     3ec80041315cb57d  the other axis grows
        7×5 → 24×24     de1fcc0f1f84deda  both axes grow
        1×1 → 3×2       3a90f4f34f4b177b  from one pixel
        9×9 → 9×9       73c7cceb753f4a9a  same size
`);

describe('resizeArea', () => {
  test.each(OPENCV)('gives the bytes of OpenCV: $name', (each) => {
    expectBytes(resizeArea, each);
  });

  // By OpenCV's rule: halves go to the even neighbour, except in an exact 2× shrink, where they go up.
  test.each([
    { pixels: [1, 2], size: [2, 1], mean: 2 },
    { pixels: [2, 3], size: [2, 1], mean: 2 },
    { pixels: [1, 1, 2, 2], size: [2, 2], mean: 2 },
    { pixels: [2, 2, 3, 3], size: [2, 2], mean: 3 },
  ] as const)('rounds the mean of $pixels to $mean', ({ pixels, size: [width, height], mean }) => {
    const data = Uint8Array.from(pixels.flatMap((value) => [value, value, value]));
    expect([...resizeArea({ width, height, data }, 1, 1).data]).toEqual([mean, mean, mean]);
  });

  test('leaves the image alone when the size stays: the result is a copy', () => {
    const image = patterned(4, 4);
    const resized = resizeArea(image, 4, 4);
    resized.data.fill(0);
    expect(digest(image.data)).toBe(digest(patterned(4, 4).data));
  });

  test.each([
    [0, 5],
    [5, -1],
    [2.5, 2],
    [NaN, 2],
  ])('refuses %s × %s', (width, height) => {
    expect(() => resizeArea(patterned(9, 9), width, height)).toThrow(`${width}×${height}`);
  });
});

describe('resizeAreaPyramid', () => {
  test('gives the bytes of OpenCV for all sizes of one image, in their order, growing ones too', () => {
    // cv2.resize as above, of the 250×250 and of the 7×5 image
    const shrunk = resizeAreaPyramid(patterned(250, 250), [
      { width: 14, height: 14 },
      { width: 150, height: 150 },
    ]);
    expect(shrunk.map(({ data }) => digest(data))).toEqual(['eab65d0104037f0e', 'dab0b42fc2510654']);
    const [same, grown] = resizeAreaPyramid(patterned(7, 5), [
      { width: 7, height: 5 },
      { width: 24, height: 24 },
    ]);
    expect(digest(same?.data ?? new Uint8Array(0))).toBe(digest(patterned(7, 5).data));
    expect(digest(grown?.data ?? new Uint8Array(0))).toBe('de1fcc0f1f84deda');
  });

  test('of no sizes is empty', () => {
    expect(resizeAreaPyramid(patterned(9, 9), [])).toEqual([]);
  });
});

/**
 * The 60×50 pattern as float64, cut out of an image padded with zeros, through cv2.resize(…, INTER_AREA), OpenCV 4.6.
 * `samples`: mean; values at 0, n/3, n/2, n − 1; sum of value(i) · cos(i), which no exchange of values leaves as it is.
 */
const PATCHES = [
  { name: 'inside', window: [10, 5, 40, 45], side: 24, samples: [128.8458, 147.48, 121.64, 181.28, 142.56, 520.3971] },
  { name: 'upper left', window: [-7, -9, 31, 35], side: 24, samples: [83.7614, 0, 0, 0, 156.6651, -250.8403] },
  { name: 'lower right', window: [45, 30, 75, 66], side: 24, samples: [35.8179, 175.5333, 146, 167.6, 0, -142.3069] },
  { name: 'grows', window: [20, 20, 37, 39], side: 24, samples: [129.0289, 136, 202.5263, 148.8421, 32, -766.7497] },
  { name: 'grows, upper left', window: [-5, -4, 10, 9], side: 24, samples: [59.7744, 0, 0, 0, 144, -133.7076] },
  { name: 'grows, lower right', window: [50, 44, 66, 58], side: 24, samples: [34.6562, 230, 117.2857, 0, 0, 240.8144] },
  { name: 'both sides', window: [-3, 10, 63, 40], side: 48, samples: [117.6177, 0, 0, 0, 0, 3349.4716] },
  { name: 'same size', window: [0, 0, 24, 24], side: 24, samples: [128.9988, 0, 131, 195, 131, 1347.7706] },
] as const;

describe('areaPatches', () => {
  const small = patterned(60, 50);
  // Black on the right and below, where the references are cut out of an image padded with zeros: the same numbers.
  const large = pasted(small, 200, 200);
  // Windows that are many or large for their image are cut from the sums of the image, others each by itself.
  const eachWay = PATCHES.flatMap((patch) => [
    { ...patch, windows: 20, image: small, way: 'from the sums of the image' },
    { ...patch, windows: 1, image: small, way: 'alone' },
    { ...patch, windows: 1, image: large, way: 'from its own pixels' },
  ]);

  test.each(eachWay)(
    'agrees with OpenCV on a zero-padded crop: $name, $way',
    ({ window, side, samples, windows, image }) => {
      const n = side * side * 3;
      const patches = areaPatches(image, Array(windows).fill(toWindow(window)), side);
      const patch = patches.subarray(0, n);
      const mean = patch.reduce((sum, value) => sum + value, 0) / n;
      const wave = patch.reduce((sum, value, i) => sum + value * Math.cos(i), 0);
      const found = [mean, patch[0], patch[n / 3], patch[n / 2], patch[n - 1]];
      found.forEach((value, i) => {
        expect(Math.abs((value ?? NaN) - (samples[i] ?? NaN))).toBeLessThan(1e-3);
      });
      expect(Math.abs(wave - samples[5])).toBeLessThan(0.05);
      for (let i = 0; i < windows; i++) expect(patches.subarray(i * n, (i + 1) * n)).toEqual(patch);
      expect(patches).toHaveLength(windows * n);
    },
  );

  test('keeps the order of windows that shrink and that grow', () => {
    const image = patterned(60, 50);
    const windows = PATCHES.filter(({ side }) => side === 24).map(({ window }) => toWindow(window));
    const together = areaPatches(image, windows, 24);
    const alone = windows.flatMap((window) => [...areaPatches(image, [window], 24)]);
    const worst = together.reduce((most, value, i) => Math.max(most, Math.abs(value - (alone[i] ?? NaN))), 0);
    expect(worst).toBeLessThan(1e-4);
  });

  test('is black where the window leaves the image altogether', () => {
    const window = { x1: 300, y1: -80, x2: 340, y2: -40 };
    // From its own pixels, and from the sums of the image.
    for (const windows of [1, 20]) {
      const patches = areaPatches(solid(150, 120, [9, 9, 9]), Array(windows).fill(window), 24);
      expect(Math.max(...patches)).toBe(0);
    }
  });

  test('refuses an empty window', () => {
    expect(() => areaPatches(patterned(9, 9), [{ x1: 5, y1: 0, x2: 5, y2: 9 }], 24)).toThrow(
      expect.objectContaining({ code: 'usage' }),
    );
  });
});

function toWindow([x1, y1, x2, y2]: readonly [number, number, number, number]): PixelWindow {
  return { x1, y1, x2, y2 };
}

/** An image in the upper left of a black one. */
function pasted({ width, height, data }: RgbImage, toWidth: number, toHeight: number): RgbImage {
  return paint(toWidth, toHeight, (x, y, channel) =>
    x < width && y < height ? (data[(y * width + x) * 3 + channel] ?? NaN) : 0,
  );
}
