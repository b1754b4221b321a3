import type { EmbeddingFileMetadata } from '../dataset/embedding-file/contents.ts';
import type { SvmModel } from '../svm/model.ts';
import type { UnknownThreshold } from './unknown-threshold.ts';

/** All that it takes to recognize people: what was trained, on what, and how faces must be embedded to be compared. */
export type Classifier = SvmClassifier | NearestClassifier;

/** How a classifier decides who a face is most like. */
export type ClassifierKind = Classifier['kind'];

/** `auto`: support vector machines up to `MOST_PEOPLE_OF_SVM` people, above that nearest means. */
export type KindChoice = 'auto' | ClassifierKind;

/**
 * Support vector machines grow with the square of the people, in time and in size: 1.4 million pairs of 1,679 people took five
 * minutes and 289 MB. Nearest means of so many people are as right.
 */
export const MOST_PEOPLE_OF_SVM = 500;

interface CommonClassifier {
  /** How the embeddings that it was trained on were made; others cannot be classified. */
  readonly embeddings: EmbeddingFileMetadata;
  /** The people; position = label in the SVM. */
  readonly classes: readonly ClassifierClass[];
  readonly training: TrainingSettings;
  /** When a face is nobody of these. */
  readonly unknown: UnknownThreshold;
}

/** Decides by support vector machines, one for each pair of people, as FaceNet's. */
export interface SvmClassifier extends CommonClassifier {
  readonly kind: 'svm';
  readonly training: TrainingSettings & { readonly cost: number };
  readonly svm: SvmModel;
}

/** Decides for the person whose reference is nearest. */
export interface NearestClassifier extends CommonClassifier {
  readonly kind: 'nearest';
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
  /** How the images were parted from those that were kept for testing; null when all were trained on. */
  readonly split: { readonly minPerClass: number; readonly trainPerClass: number } | null;
}
