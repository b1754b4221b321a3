import type { RgbImage } from '../../core/image.ts';
import type { Random } from '../../core/random.ts';

/** How far colours go, each way (Liu et al. 2016, SSD): brightness in grey levels, hue in degrees, the others as a factor of 1 ± this. */
const MOST = { brightness: 32, contrast: 0.5, saturation: 0.5, hue: 18 } as const;

/** Other brightness, contrast, saturation and hue, each half of the time. */
export function varyColours({ width, height, data }: RgbImage, random: Random): RgbImage {
  const draw = (most: number): number => (random() < 0.5 ? (2 * random() - 1) * most : 0);
  const brightness = draw(MOST.brightness);
  const contrast = 1 + draw(MOST.contrast);
  const saturation = 1 + draw(MOST.saturation);
  const turned = hueMatrix((draw(MOST.hue) * Math.PI) / 180);
  // Grey stays where it is; what differs from it is turned and stretched.
  const grey = (1 - saturation) / 3;
  const matrix = turned.map((row) => row.map((share) => contrast * (saturation * share + grey)));
  const result = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i += 3) {
    const [r = 0, g = 0, b = 0] = data.subarray(i, i + 3);
    for (const [colour, [a = 0, c = 0, d = 0]] of matrix.entries())
      result[i + colour] = Math.min(255, Math.max(0, Math.round(a * r + c * g + d * b + brightness)));
  }
  return { width, height, data: result };
}

/** Turns colours around the axis of greys; each row adds up to 1. */
function hueMatrix(angle: number): readonly (readonly number[])[] {
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle) / Math.sqrt(3)];
  const third = (1 - cosine) / 3;
  const [same, next, last] = [cosine + third, third - sine, third + sine];
  return [
    [same, next, last],
    [last, same, next],
    [next, last, same],
  ];
}
