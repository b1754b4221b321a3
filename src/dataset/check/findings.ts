import type { Embedding } from '../../core/embedding.ts';
import type { PerceptualHash } from '../../image/perceptual-hash.ts';

/** What can be wrong with an image of a face library, in the order of every list. */
export const PROBLEMS = [
  'unreadable',
  'not-read',
  'no-face',
  'several-faces',
  'small-face',
  'blurred',
  'duplicate',
  'duplicate-across',
  'mislabelled',
  'outlier',
] as const;
export type Problem = (typeof PROBLEMS)[number];

/** What is moved into quarantine unless it is said which: what is of no use or does harm for certain. */
export const QUARANTINED: readonly Problem[] = ['unreadable', 'no-face', 'duplicate', 'mislabelled'];

/** The size of a face in pixels of the image, the shorter side of its box, and how certain the detector is of it. */
export interface FaceSize {
  readonly side: number;
  readonly score: number;
}

/** The face that an image stands for. */
export interface MeasuredFace {
  /** Null for an image that is a crop: what size the face had is not known. */
  readonly size: FaceSize | null;
  /** Of the face cut out with its margin, see `image/sharpness.ts`. */
  readonly sharpness: number;
  /** Of length 1. */
  readonly embedding: Embedding;
}

/** What was measured of an image. */
export type CheckedImage = {
  /** Relative to the folder that is checked, with forward slashes. */
  readonly path: string;
  /** The folder that it is in, relative likewise; empty for an image directly in the folder that is checked. */
  readonly className: string;
} & (
  | { readonly status: 'unreadable'; readonly reason: string; readonly message: string }
  | ({ readonly status: 'no-face' } & Looks)
  | ({ readonly status: 'face'; readonly face: MeasuredFace; readonly others: readonly FaceSize[] } & Looks)
);

/** The whole picture. */
interface Looks {
  readonly hash: PerceptualHash;
  readonly width: number;
  readonly height: number;
}

/** An image with a face. */
export type FaceImage = Extract<CheckedImage, { status: 'face' }>;

/** An image and what is wrong with it. */
export interface Finding {
  readonly path: string;
  readonly className: string;
  readonly problem: Problem;
  /** What was measured, in words. */
  readonly detail: string;
  /** The image that it repeats. */
  readonly twin?: string;
  /** The class that its face belongs to rather than to its own. */
  readonly nearer?: string;
}

/** What can be wrong with a class as a whole. */
export type ClassProblem = 'empty-class' | 'too-few-images' | 'few-images' | 'same-person';

export interface ClassFinding {
  readonly className: string;
  readonly problem: ClassProblem;
  /** An error keeps a classifier from being trained well; a note may be as it should be. */
  readonly severity: 'error' | 'note';
  readonly detail: string;
  /** The other class that looks like the same person. */
  readonly twin?: string;
}

/** From where on something counts as a problem. */
export interface CheckLimits {
  /** Shorter side of a face's box, pixels of the image. */
  readonly minFace: number;
  /** Least sharpness. */
  readonly minSharpness: number;
  /** A second face counts when its side is this share of the chosen one's, or more. */
  readonly otherFace: number;
  /** Most bits in which the hashes of one photograph differ. */
  readonly duplicateBits: number;
  /** Largest Euclidean distance of the embeddings of one photograph. */
  readonly duplicateDistance: number;
  /** Euclidean distance below which two faces count as one person; null where the model has none: faces are then only compared among classes. */
  readonly samePerson: number | null;
  /** A class with fewer usable images is an error, one with fewer than `enoughImages` a note. */
  readonly minImages: number;
  readonly enoughImages: number;
}
