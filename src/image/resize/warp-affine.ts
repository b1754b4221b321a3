import type { RgbImage } from '../../core/image.ts';

/** x' = a·x + b·y + c and y' = d·x + e·y + f, as the rows [a, b, c] and [d, e, f]. */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** OpenCV places pixels to 1/32 and computes where with 10 binary digits. */
const STEPS = 32;
const SCALE = 1024;
const WEIGHT = STEPS * STEPS;

/**
 * The part of an image that a map from the result's pixels to the image's shows, side × side, between pixels bilinear,
 * black outside. As OpenCV's `warpAffine` with the flags INTER_LINEAR and WARP_INVERSE_MAP does it.
 */
export function warpAffine(image: RgbImage, fromResult: Affine, side: number): RgbImage {
  const data = new Uint8Array(side * side * 3);
  const [a, b, c, d, e, f] = fromResult;
  for (let y = 0; y < side; y++) {
    const rowX = Math.round((b * y + c) * SCALE);
    const rowY = Math.round((e * y + f) * SCALE);
    for (let x = 0; x < side; x++) {
      const sourceX = toSteps(rowX + Math.round(a * x * SCALE));
      const sourceY = toSteps(rowY + Math.round(d * x * SCALE));
      blend(image, sourceX, sourceY, data.subarray((y * side + x) * 3));
    }
  }
  return { width: side, height: side, data };
}

/** From 1/1024 to 1/32 pixel, rounded. */
const toSteps = (scaled: number): number => Math.floor((scaled + SCALE / STEPS / 2) / (SCALE / STEPS));

/** Mixes the four pixels around a place given in 1/32 pixels. */
function blend(image: RgbImage, stepsX: number, stepsY: number, target: Uint8Array): void {
  const [x, y] = [Math.floor(stepsX / STEPS), Math.floor(stepsY / STEPS)];
  const [right, down] = [stepsX - x * STEPS, stepsY - y * STEPS];
  for (let channel = 0; channel < 3; channel++) {
    const sum =
      sample(image, x, y, channel) * (STEPS - right) * (STEPS - down) +
      sample(image, x + 1, y, channel) * right * (STEPS - down) +
      sample(image, x, y + 1, channel) * (STEPS - right) * down +
      sample(image, x + 1, y + 1, channel) * right * down;
    target[channel] = Math.floor((sum + WEIGHT / 2) / WEIGHT);
  }
}

function sample({ width, height, data }: RgbImage, x: number, y: number, channel: number): number {
  return x < 0 || y < 0 || x >= width || y >= height ? 0 : (data[(y * width + x) * 3 + channel] ?? 0);
}
