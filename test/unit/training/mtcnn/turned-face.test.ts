import { describe, expect, test } from '@jest/globals';
import type { RgbImage } from '../../../../src/core/image.ts';
import { seededRandom } from '../../../../src/core/seeded-random.ts';
import { rotate } from '../../../../src/image/rotate.ts';
import { warpAffine } from '../../../../src/image/resize/warp-affine.ts';
import { cropImage } from '../../../../src/image/crop.ts';
import { mapToPhotograph, turnFace, TURNS } from '../../../../src/training/mtcnn/turned-face.ts';
import { drawLandmarkWindows, type FaceLabel } from '../../../../src/training/mtcnn/windows.ts';
import { landmarksOf } from '../../../support/faces/landmarks.ts';

const label: FaceLabel = {
  box: { x1: 100, y1: 90, x2: 140, y2: 142 },
  landmarks: landmarksOf([110, 108], [130, 110], [121, 120], [112, 130], [128, 131]),
};

/** Waves with white spots of 3 × 3 pixels on the landmarks: what is bright is where a landmark is. */
function photograph(): RgbImage {
  const [width, height] = [240, 220];
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      data.fill(60 + 20 * Math.sin(x / 9) + 20 * Math.cos(y / 7), (y * width + x) * 3, (y * width + x) * 3 + 3);
  for (const { x, y } of label.landmarks ?? [])
    for (let dy = -1; dy <= 1; dy++)
      for (let dx = -1; dx <= 1; dx++)
        data.fill(255, ((y + dy) * width + x + dx) * 3, ((y + dy) * width + x + dx) * 3 + 3);
  return { width, height, data };
}

describe.each([0, ...TURNS])('turned by %d degrees', (degrees) => {
  const { part, face } = turnFace(label, degrees);
  const turned = warpAffine(photograph(), mapToPhotograph(part), part.side);

  test('the part shows what Pillow’s rotation of the cut-out part does', () => {
    const { x, y, side } = part;
    const cut = cropImage(photograph(), { x1: x, y1: y, x2: x + side, y2: y + side });
    const expected = rotate(cut, degrees);
    let [sum, count] = [0, 0];
    // Away from the border, where ours shows what lies beyond the part; between pixels bilinear, there bicubic.
    for (let row = 20; row < side - 20; row++)
      for (let column = 20; column < side - 20; column++) {
        const at = (row * side + column) * 3;
        sum += Math.abs((turned.data[at] ?? 0) - (expected.data[at] ?? 0));
        count++;
      }
    expect(sum / count).toBeLessThan(degrees === 0 ? 1e-9 : 1);
  });

  test('the landmarks are where it shows them', () => {
    for (const point of face.landmarks ?? []) {
      let [weight, x, y] = [0, 0, 0];
      for (let row = Math.floor(point.y) - 4; row <= point.y + 4; row++)
        for (let column = Math.floor(point.x) - 4; column <= point.x + 4; column++) {
          const bright = Math.max(0, (turned.data[(row * part.side + column) * 3] ?? 0) - 110);
          weight += bright;
          x += bright * (column + 0.5);
          y += bright * (row + 0.5);
        }
      // The spot's middle is that of its pixel, half a pixel from where the pixel begins.
      const shift = degrees === 0 ? 0.5 : 0.75;
      expect(Math.hypot(x / weight - point.x, y / weight - point.y)).toBeLessThan(shift + 0.25);
    }
  });

  test('the box keeps its size, about the same middle', () => {
    const { x1, y1, x2, y2 } = face.box;
    expect([x2 - x1, y2 - y1]).toEqual([expect.closeTo(40, 9), expect.closeTo(52, 9)]);
    expect(Math.abs((x1 + x2 - part.side) / 2)).toBeLessThan(1);
    expect(Math.abs((y1 + y2 - part.side) / 2)).toBeLessThan(1);
  });

  test('windows on it show all landmarks', () => {
    const options = { width: part.side, height: part.side, random: seededRandom(3, 1) };
    const windows = Array.from({ length: 20 }, () => drawLandmarkWindows(face, options)).flat();
    expect(windows.length).toBeGreaterThan(10);
    for (const { x1, y1, x2, y2 } of windows)
      for (const { x, y } of face.landmarks ?? []) expect(x >= x1 && x <= x2 && y >= y1 && y <= y2).toBe(true);
  });
});

test('a turn to the left brings the right eye up', () => {
  const [left, right] = turnFace(label, 5).face.landmarks ?? [];
  const [leftBefore, rightBefore] = label.landmarks ?? [];
  const rise = (a = { y: 0 }, b = { y: 0 }): number => a.y - b.y;
  expect(rise(left, right)).toBeGreaterThan(rise(leftBefore, rightBefore) + 1);
});
