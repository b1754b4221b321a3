import type { EmbeddingFileMetadata } from '../dataset/embedding-file/contents.ts';
import type { SvmModel } from '../svm/model.ts';
import type { UnknownThreshold } from './unknown-threshold.ts';

/** All that it takes to recognize people: what was trained, on what, and how faces must be embedded to be compared. */
export interface Classifier {
  /** How the embeddings that it was trained on were made; others cannot be classified. */
  readonly embeddings: EmbeddingFileMetadata;
  /** The people; position = label in the SVM. */
  readonly classes: readonly ClassifierClass[];
  readonly training: TrainingSettings;
  readonly svm: SvmModel;
  /** When a face is nobody of these. */
  readonly unknown: UnknownThreshold;
}

export interface ClassifierClass {
  /** Of the person: the folder's with blanks for underscores, as FaceNet has it. */
  readonly name: string;
  /** How many images it was trained on. */
  readonly images: number;
  /** One or more vectors of length 1 to measure distances to. */
  readonly references: readonly Float32Array[];
}

export interface TrainingSettings {
  readonly seed: number;
  readonly cost: number;
  /** How the images were parted from those that were kept for testing; null when all were trained on. */
  readonly split: { readonly minPerClass: number; readonly trainPerClass: number } | null;
}
