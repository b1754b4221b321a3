import { describe, expect, test } from '@jest/globals';
import type { Landmarks } from '../../../../src/core/face.ts';
import type { RgbImage } from '../../../../src/core/image.ts';
import { annotateFaces, type AnnotatedFace } from '../../../../src/pipelines/photographs/annotate-faces.ts';

const GREY = '120,120,120';
const YELLOW = '255,214,10';
const LIGHT = '225,225,225';
const DARK = '20,20,20';

const grey = (width: number, height: number): RgbImage => ({
  width,
  height,
  data: new Uint8Array(width * height * 3).fill(120),
});

const colourAt = ({ width, data }: RgbImage, x: number, y: number): string =>
  data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3).join(',');

/** The least and the greatest column and row where a colour occurs: x, y, x, y. */
function extent({ width, height, data }: RgbImage, colour: string): number[] {
  const [red = -1, green = -1, blue = -1] = colour.split(',').map(Number);
  let [x1, y1, x2, y2] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < width * height; i++) {
    if (data[i * 3] !== red || data[i * 3 + 1] !== green || data[i * 3 + 2] !== blue) continue;
    const [x, y] = [i % width, Math.floor(i / width)];
    [x1, y1, x2, y2] = [Math.min(x1, x), Math.min(y1, y), Math.max(x2, x), Math.max(y2, y)];
  }
  return [x1, y1, x2, y2];
}

const centred = (x: number, y: number): Landmarks => {
  const point = { x, y };
  return [point, point, point, point, point];
};

const FACE = {
  box: { x1: 40, y1: 60, x2: 90, y2: 120 },
  landmarks: centred(65.5, 90.5),
  label: '0',
} satisfies AnnotatedFace;

describe('annotateFaces', () => {
  test('draws box, landmarks and label', () => {
    const picture = annotateFaces(grey(200, 200), [FACE]);
    for (const [x, y] of [
      [40, 80],
      [90, 80],
      [65, 60],
      [65, 120],
      [65, 90],
    ] as const)
      expect(colourAt(picture, x, y)).toBe(YELLOW);
    // Letters of twice the font's size, 2 × (5 + 2·2) wide and 2 × (7 + 2·2) high, sit on the box.
    expect(colourAt(picture, 40, 59 - 21)).toBe(YELLOW);
    expect(colourAt(picture, 40 + 17, 58)).toBe(YELLOW);
    expect(extent(picture, DARK)).toEqual([44, 42, 53, 55]);
    expect(colourAt(picture, 150, 150)).toBe(GREY);
  });

  test('leaves the photograph itself alone', () => {
    const photograph = grey(20, 20);
    annotateFaces(photograph, [{ ...FACE, box: { x1: 2, y1: 2, x2: 9, y2: 9 } }]);
    expect(photograph).toEqual(grey(20, 20));
  });

  test('faces without a label are drawn in a modest way', () => {
    const other = { box: FACE.box, landmarks: FACE.landmarks };
    const picture = annotateFaces(grey(200, 200), [other]);
    expect(colourAt(picture, 40, 80)).toBe(LIGHT);
    expect(extent(picture, YELLOW)).toEqual([Infinity, Infinity, -Infinity, -Infinity]);
  });

  test('a face may have a label and be drawn in the modest way all the same', () => {
    const picture = annotateFaces(grey(200, 200), [{ box: FACE.box, label: 'unknown', isModest: true }]);
    expect(colourAt(picture, 40, 80)).toBe(LIGHT);
    expect(extent(picture, YELLOW)).toEqual([Infinity, Infinity, -Infinity, -Infinity]);
    // The label's field, above the box.
    expect(colourAt(picture, 40, 59 - 21)).toBe(LIGHT);
  });

  test.each([
    ['above', { x1: 20, y1: 2, x2: 60, y2: 60 }],
    ['on the left', { x1: -30, y1: 50, x2: 10, y2: 90 }],
    ['on the right', { x1: 190, y1: 50, x2: 230, y2: 90 }],
    ['below', { x1: 50, y1: 250, x2: 90, y2: 300 }],
  ])('a label stays in the picture where the box reaches beyond it %s', (_, box) => {
    const picture = annotateFaces(grey(200, 200), [{ box, landmarks: centred(-50, -50), label: '12' }]);
    const [x1 = -1, y1 = -1, x2 = 999, y2 = 999] = extent(picture, DARK);
    expect(x1).toBeGreaterThanOrEqual(4);
    expect(y1).toBeGreaterThanOrEqual(4);
    expect(x2).toBeLessThanOrEqual(195);
    expect(y2).toBeLessThanOrEqual(195);
    expect([x2 - x1, y2 - y1]).toEqual([19, 13]);
  });

  test.each([
    [100, 7],
    [200, 14],
    [900, 21],
  ])('on %d pixels, letters are %d pixels high', (side, height) => {
    const box = { x1: side / 2, y1: side / 2, x2: side * 0.7, y2: side * 0.8 };
    const picture = annotateFaces(grey(side, side), [{ box, landmarks: centred(-50, -50), label: 'H' }]);
    const [, y1 = 0, , y2 = 0] = extent(picture, DARK);
    expect(y2 - y1 + 1).toBe(height);
  });

  test('takes pictures smaller than a label', () => {
    expect(annotateFaces(grey(3, 2), [FACE])).toMatchObject({ width: 3, height: 2 });
  });
});
