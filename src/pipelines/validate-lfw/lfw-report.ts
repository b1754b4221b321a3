import type { EmbeddingFileMetadata } from '../../dataset/embedding-file/contents.ts';
import type { LfwPair } from '../../evaluation/lfw-pairs.ts';
import type { VerificationIntervals } from '../../evaluation/verification-intervals.ts';
import type { VerificationReport } from '../../evaluation/verification-report.ts';
import type { Metric } from '../../facenet/distance.ts';
import type { EmbeddingSpeed } from '../embed/embed-summary.ts';
import type { MissingImage } from '../labelled/labelled-source.ts';

/** What an evaluation on LFW came to. */
export interface LfwReport {
  readonly setup: LfwSetup;
  readonly figures: VerificationReport;
  /** Where they were asked for. */
  readonly intervals?: VerificationIntervals;
  /** The pairs that were used, in the order of the file. */
  readonly pairs: readonly JudgedPair[];
  /** Pairs left out, since an image is missing. */
  readonly skipped: number;
  /** By key, `Name/Name_0001`; `not-found`, `not-in-file`, `no-face`, or why it cannot be read. */
  readonly missing: readonly MissingImage[];
  /** Images with an embedding. */
  readonly images: number;
  /** Of the computation of the embeddings, first image to last; absent when they were read from `embeddings`. */
  readonly speed?: EmbeddingSpeed;
  readonly embeddings?: string;
  /** What is odd about the pairs file. */
  readonly notes: readonly string[];
}

/** What decides the figures. */
export interface LfwSetup extends Pick<
  EmbeddingFileMetadata,
  'facekit' | 'model' | 'standardisation' | 'alignment' | 'flip'
> {
  readonly metric: Metric;
  readonly subtractMean: boolean;
  readonly folder: string;
  readonly pairsFile: string;
}

/** A pair with its distance, and the threshold of the fold that it was tested in. */
export interface JudgedPair extends Pick<LfwPair, 'line' | 'same'> {
  /** `Name/Name_0001`. */
  readonly first: string;
  readonly second: string;
  readonly fold: number;
  readonly distance: number;
  readonly threshold: number;
}
