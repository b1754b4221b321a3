import type { RgbImage } from '../../core/image.ts';
import type { Random } from '../../core/random.ts';
import { resizeArea } from '../../image/resize/area.ts';
import { resizeBilinear } from '../../image/resize/bilinear.ts';

/** How many crops lose their detail, and how much of it. */
export interface Degradation {
  /** Of the crops that are degraded; 0: none are. */
  readonly share: number;
  /** Side of the square that holds what is left, pixels: any from `smallest` to `largest`. */
  readonly smallest: number;
  readonly largest: number;
}

/** A crop as a camera far away would have it: reduced by the means of areas, and enlarged again, or, mostly, as it is. */
export function degrade(image: RgbImage, { share, smallest, largest }: Degradation, random: Random): RgbImage {
  if (share === 0 || random() >= share) return image;
  const side = smallest + Math.floor(random() * (largest - smallest + 1));
  return resizeBilinear(resizeArea(image, side, side), image.width, image.height);
}
