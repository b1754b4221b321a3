import type { Landmarks } from '../../core/face.ts';

/** The forms in which benchmarks give faces, and ours. */
export const ANNOTATION_FORMATS = ['wider', 'fddb', 'celeba', 'jsonl'] as const;
export type AnnotationFormat = (typeof ANNOTATION_FORMATS)[number];

/** A box as benchmarks give it: pixels of the image, x and y of its upper left corner. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A box that a detector gives, with a score of any range. */
export interface Detection extends Rectangle {
  readonly score: number;
}

/** A labelled face, and the settings of the benchmark that count it: `easy`, `medium`, `hard`. In the others it is neither to be found nor wrong. */
export interface LabelledFace extends Rectangle {
  readonly settings: readonly string[];
  /** Where they are labelled: to train on. */
  readonly landmarks?: Landmarks | undefined;
}

/** A face as FDDB labels it: an ellipse, half axes and centre in pixels, the angle in radians between the major axis and the x axis. */
export interface Ellipse {
  readonly major: number;
  readonly minor: number;
  readonly angle: number;
  readonly x: number;
  readonly y: number;
}

/** An image of a benchmark with its faces. */
export interface AnnotatedImage<Shape> {
  /** Path below the folder of images, without the ending: `0--Parade/0_Parade_Parade_0_12`. */
  readonly name: string;
  readonly faces: readonly Shape[];
}

/** What a benchmark says of its images. */
export type Annotations =
  | {
      readonly kind: 'boxes';
      /** The names of the settings, in the order in which they are reported. */
      readonly settings: readonly string[];
      readonly images: readonly AnnotatedImage<LabelledFace>[];
    }
  | { readonly kind: 'ellipses'; readonly images: readonly AnnotatedImage<Ellipse>[] };

/** The detections of an image; the name as in the annotations. */
export interface Prediction {
  readonly name: string;
  readonly detections: readonly Detection[];
}

/** The name of an image in a benchmark: its path without the ending of an image. */
export const benchmarkName = (image: string): string => image.trim().replace(/\.(jpe?g|png|bmp|webp|tiff?|gif)$/i, '');
