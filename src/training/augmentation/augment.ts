import type { RgbImage } from '../../core/image.ts';
import type { Random } from '../../core/random.ts';
import { mirror } from '../../image/crop.ts';
import { rotate } from '../../image/rotate.ts';
import { placeInSquare } from './place-in-square.ts';

export interface Augmentation {
  /** Side of the result, pixels. */
  readonly size: number;
  /** Which part of a larger image: any, or its middle. */
  readonly crop: 'random' | 'centre';
  /** Every second image is mirrored. */
  readonly flip: boolean;
  /** Turned by up to 10 degrees either way. */
  readonly rotate: boolean;
}

/** As FaceNet's scripts have it. */
const LARGEST_ANGLE = 10;

/**
 * A decoded image as a network is to see it this time, size × size, as FaceNet's scripts vary theirs: turned, cut out, mirrored. Pixels are
 * standardised by the network.
 */
export function augment(image: RgbImage, options: Augmentation, random: Random): RgbImage {
  const turned = options.rotate ? rotate(image, (2 * random() - 1) * LARGEST_ANGLE) : image;
  const cut = placeInSquare(turned, options.size, options.crop === 'random' ? random : undefined);
  return options.flip && random() < 0.5 ? mirror(cut) : cut;
}
