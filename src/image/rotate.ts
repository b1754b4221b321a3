import type { RgbImage } from '../core/image.ts';

/**
 * Turned about its centre, counter-clockwise, in the same frame: between pixels bicubic (the steep one, a = −1), black where nothing of
 * the image comes to lie. As Pillow's `rotate(angle, resample=BICUBIC)`, byte by byte.
 *
 * @param degrees −45 to 45: a quarter turn is not what this is for, as the frame cuts off what sticks out
 */
export function rotate(image: RgbImage, degrees: number): RgbImage {
  const { width, height } = image;
  const angle = (-degrees * Math.PI) / 180;
  const [cos, sin] = [round15(Math.cos(angle)), round15(Math.sin(angle))];
  const shiftX = cos * (-width / 2) + sin * (-height / 2) + width / 2;
  const shiftY = -sin * (-width / 2) + cos * (-height / 2) + height / 2;
  const data = new Uint8Array(image.data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const fromX = cos * (x + 0.5) + sin * (y + 0.5) + shiftX;
      const fromY = -sin * (x + 0.5) + cos * (y + 0.5) + shiftY;
      if (fromX < 0 || fromX >= width || fromY < 0 || fromY >= height) continue;
      for (let channel = 0; channel < 3; channel++)
        data[(y * width + x) * 3 + channel] = bicubic(image, { x: fromX - 0.5, y: fromY - 0.5 }, channel);
    }
  }
  return { width, height, data };
}

/** As Pillow rounds its matrix. */
const round15 = (value: number): number => Number(value.toFixed(15));

function bicubic({ width, height, data }: RgbImage, place: { x: number; y: number }, channel: number): number {
  const [left, top] = [Math.floor(place.x), Math.floor(place.y)];
  const rows = [-1, 0, 1, 2].map((dy) => {
    const row = clip(top + dy, height) * width;
    const pixel = (dx: number): number => data[(row + clip(left + dx, width)) * 3 + channel] ?? 0;
    return cubic([pixel(-1), pixel(0), pixel(1), pixel(2)], place.x - left);
  });
  const value = cubic(rows as [number, number, number, number], place.y - top);
  return Math.trunc(Math.max(0, Math.min(value, 255)));
}

const clip = (i: number, size: number): number => Math.max(0, Math.min(i, size - 1));

/** Through the second and third of four numbers at distance 1, `d` behind the second. */
function cubic([a, b, c, e]: readonly [number, number, number, number], d: number): number {
  return b + d * (c - a + d * (2 * (a - b) + c - e + d * (b - a - c + e)));
}
