import { boxHeight, boxWidth, type Box } from '../core/box.ts';
import type { RgbImage } from '../core/image.ts';

/** One of the pictures in which a photograph is looked at by the authors' test in several sizes. */
export interface View {
  readonly scale: number;
  readonly isMirrored: boolean;
  /** Which boxes are taken from it, in pixels of the photograph; both border pixels count. */
  readonly keeps: (box: Box) => boolean;
}

const longer = (box: Box): number => Math.max(boxWidth(box), boxHeight(box)) + 1;
const shorter = (box: Box): number => Math.min(boxWidth(box), boxHeight(box)) + 1;

const all = (): boolean => true;
const large = (box: Box): boolean => longer(box) > 30;
const small = (box: Box): boolean => shorter(box) < 100;

/**
 * The pictures of a photograph: as it is and mirrored, a smaller one for large faces, and larger ones for small faces, of up to `side`² pixels. The
 * authors take 1400, and 2100 for their best figures.
 */
export function viewsOf({ width, height }: Pick<RgbImage, 'width' | 'height'>, side: number): View[] {
  const room = side ** 2 / (width * height);
  const view = (scale: number, keeps: View['keeps'], isMirrored = false): View => ({ scale, isMirrored, keeps });
  const largest = Math.sqrt(room);
  if (room <= 1)
    return [view(largest, all), view(largest, all, true), view(0.75 * largest, large), view(0.5 * largest, large)];
  const steps = Math.floor(Math.log(room) / Math.log(1.5 ** 2));
  return [
    ...[view(1, all), view(1, all, true), view(0.5, large)],
    ...Array.from({ length: steps }, (_, step) => view(1.5 ** (step + 1), small)),
    view(largest, small),
  ];
}

/** The image with left and right changed. */
export function mirrored({ width, height, data }: RgbImage): RgbImage {
  const result = new Uint8Array(data.length);
  for (let place = 0; place < width * height; place++) {
    const row = place - (place % width);
    result.set(data.subarray(place * 3, place * 3 + 3), (2 * row + width - 1 - place) * 3);
  }
  return { width, height, data: result };
}

/** A box of a mirrored image in the image itself. */
export const unmirrored = ({ x1, y1, x2, y2 }: Box, { width }: Pick<RgbImage, 'width'>): Box => ({
  ...{ x1: width - x2 - 1, y1 },
  ...{ x2: width - x1 - 1, y2 },
});
