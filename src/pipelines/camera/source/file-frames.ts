import type { RgbImage } from '../../../core/image.ts';
import type { Frame } from './frame.ts';

/** The pictures of a file, all of them, as fast as they are asked for, with the times at which they are shown. */
export async function* fileFrames(pictures: AsyncIterable<RgbImage>, picturesPerSecond: number): AsyncGenerator<Frame> {
  let number = 0;
  for await (const image of pictures) {
    yield { image, seconds: number / picturesPerSecond };
    number += 1;
  }
}
