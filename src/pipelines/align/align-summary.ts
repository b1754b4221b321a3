import type { AlignmentStatus } from '../../dataset/alignment-record.ts';

/** An image that could not be read, and why. */
export interface UnreadableImage {
  readonly path: string;
  readonly reason: string;
  readonly message: string;
}

/** A crop that is not named after its image, since another image had that name. */
export interface RenamedImage {
  readonly path: string;
  /** Where its crops go, relative to the output folder, without `.png`. */
  readonly stem: string;
  readonly because: string;
}

/** What a run of `align` came to. */
export interface AlignSummary {
  readonly input: string;
  readonly output: string;
  /** All images of the input folder. */
  readonly total: number;
  /** Those of them that the run came to. */
  readonly done: number;
  /** Images by what became of them in this run. */
  readonly counts: Readonly<Record<AlignmentStatus, number>>;
  readonly unreadable: readonly UnreadableImage[];
  readonly renamed: readonly RenamedImage[];
  /** Files that are no images. */
  readonly ignored: number;
  /** From the start of the first image to the end of the last. */
  readonly seconds: number;
  /** Images that were worked on, per second. */
  readonly imagesPerSecond: number;
}
