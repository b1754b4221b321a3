import type { AlignSummary } from '../align/align-summary.ts';
import type { ModelIdentity } from '../../models/model-info.ts';

/** What a run of `embed` came to. */
export interface EmbedSummary extends EmbeddingSpeed, Pick<AlignSummary, 'done' | 'unreadable'> {
  /** The embedding file. */
  readonly output: string;
  /** It and the files beside it. */
  readonly files: readonly string[];
  readonly model: ModelIdentity;
  readonly dimension: number;
  /** All images that were found. */
  readonly total: number;
  /** Finished images of the interrupted run that were damaged in its partial file, and were computed again. */
  readonly damagedLines: number;
  /** Different classes of the images with a face. */
  readonly classes: number;
  readonly embeddings: number;
  readonly counts: EmbedCounts;
  readonly noFace: readonly string[];
}

/** Images by what became of them in this run. */
export interface EmbedCounts {
  /** With one embedding or more; the counts below but two are part of it. */
  readonly embedded: number;
  /** Of the bytes of another image. */
  readonly reused: number;
  /** Done by an interrupted run before. */
  readonly resumed: number;
  /** Whose crops had another size than the model's. */
  readonly resized: number;
  readonly noFace: number;
  readonly unreadable: number;
}

/** How fast embeddings were made, from the first image to the last. */
export interface EmbeddingSpeed {
  readonly device: string;
  readonly seconds: number;
  /** Images that were worked on, per second. */
  readonly imagesPerSecond: number;
}
