import type { RgbImage } from '../../core/image.ts';
import { kernels, type Scratch } from '../../kernels/kernels.ts';
import type { PixelWindow } from './area-means.ts';

/** Pixels in scratch memory that show a window, which is counted in them. */
export interface View {
  readonly pixels: number;
  readonly width: number;
  readonly height: number;
  /** May stick out. */
  readonly window: PixelWindow;
  /** The sums of the pixels (the kernel `sumPixels`), where they are kept. */
  readonly sums?: number;
}

/** Four float64. */
const BYTES_OF_SUMS = 32;

/** Scratch memory of `lookAtImage`. */
export const bytesOfImage = ({ width, height, data }: RgbImage): number =>
  data.length + (width + 1) * (height + 1) * BYTES_OF_SUMS;

/** Copies an image once and adds it up, for windows that overlap many times over. */
export function lookAtImage({ width, height, data }: RgbImage, scratch: Scratch): (window: PixelWindow) => View {
  const copy = scratch.uint8(data.length);
  copy.set(data);
  const sums = scratch.float64(((width + 1) * (height + 1) * BYTES_OF_SUMS) / 8).byteOffset;
  kernels.sumPixels(copy.byteOffset, width, height, sums);
  return (window) => ({ pixels: copy.byteOffset, width, height, window, sums });
}

/** Scratch memory of `lookAtParts`. */
export const bytesOfParts = (image: RgbImage, windows: readonly PixelWindow[]): number =>
  windows.reduce((most, window) => {
    const { x1, y1, x2, y2 } = partOf(image, window);
    return Math.max(most, (x2 - x1) * (y2 - y1) * 3);
  }, 0);

/** Copies the part of the image that a window shows when it is looked at, over the part before. */
export function lookAtParts(
  image: RgbImage,
  windows: readonly PixelWindow[],
  scratch: Scratch,
): (window: PixelWindow) => View {
  const copy = scratch.uint8(bytesOfParts(image, windows));
  return (window) => {
    const part = partOf(image, window);
    const [width, height] = [part.x2 - part.x1, part.y2 - part.y1];
    for (let row = 0; row < height; row++) {
      const from = ((part.y1 + row) * image.width + part.x1) * 3;
      copy.set(image.data.subarray(from, from + width * 3), row * width * 3);
    }
    const moved = {
      x1: window.x1 - part.x1,
      y1: window.y1 - part.y1,
      x2: window.x2 - part.x1,
      y2: window.y2 - part.y1,
    };
    return { pixels: copy.byteOffset, width, height, window: moved };
  };
}

/** What a window shows of an image; of an image that it misses, a pixel at its edge. */
function partOf({ width, height }: RgbImage, { x1, y1, x2, y2 }: PixelWindow): PixelWindow {
  const [left, top] = [Math.min(Math.max(x1, 0), width - 1), Math.min(Math.max(y1, 0), height - 1)];
  return {
    x1: left,
    y1: top,
    x2: Math.max(Math.min(x2, width), left + 1),
    y2: Math.max(Math.min(y2, height), top + 1),
  };
}
