import type { RgbImage } from '../../../core/image.ts';

/** A picture of a video. */
export interface Frame {
  readonly image: RgbImage;
  /** Seconds from the beginning of the source: of a file by its own clock, of others since they were opened. */
  readonly seconds: number;
}

/** A moment at which a live source has nothing new. */
export interface Pause {
  readonly image?: undefined;
  readonly seconds: number;
}

export type FrameOrPause = Frame | Pause;
