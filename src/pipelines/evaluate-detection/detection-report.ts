import type { AnnotationFormat, Rectangle } from '../../dataset/face-annotations/annotations.ts';
import type { RecordedDetector } from '../../detection/recorded-detector.ts';
import type { FddbCurve } from '../../evaluation/detection/fddb.ts';
import type { PrecisionRecall } from '../../evaluation/detection/wider.ts';

/** What detections are worth in one setting of a benchmark. */
export interface SettingFigures extends PrecisionRecall {
  /** `easy`, `medium`, `hard`; `all` where the annotations do not say. */
  readonly setting: string;
}

/** By which protocol, and what it gives. */
export type DetectionFigures =
  | { readonly protocol: 'wider'; readonly settings: readonly SettingFigures[] }
  | ({ readonly protocol: 'fddb' } & FddbCurve);

/** A face that was not found, or a detection that shows none. */
export interface DetectionError {
  /** The image, below the folder. */
  readonly path: string;
  readonly box: Rectangle;
  /** Of a false detection. */
  readonly score?: number;
}

/** The worst errors of an evaluation. */
export interface DetectionErrors {
  /** Faces that the widest setting counts and no detection shows, the largest first. */
  readonly misses: readonly DetectionError[];
  /** Detections that show no labelled face, the highest score first. */
  readonly falseAlarms: readonly DetectionError[];
}

/** What detections are worth, and where they err. */
export interface DetectionEvaluation extends DetectionErrors {
  readonly figures: DetectionFigures;
}

/** How fast faces were found, with the reading of the images. */
export interface DetectionSpeed {
  readonly imagesPerSecond: number;
  /** Milliseconds that a thread took for an image: the median. */
  readonly milliseconds: number;
  readonly threads: number;
  /** Pixels of an image: the median. */
  readonly pixels: number;
}

/** What an evaluation came to. */
export interface DetectionReport extends DetectionEvaluation {
  /** Absolute. */
  readonly folder: string;
  /** Absolute. */
  readonly annotations: string;
  readonly format: AnnotationFormat;
  /** The detector; absent where detections were read. */
  readonly detector?: RecordedDetector;
  /** Where detections were read, absolute. */
  readonly predictions?: string;
  /** Images that were evaluated. */
  readonly images: number;
  /** Images that the annotations list: where these are more, the figures are those of a part. */
  readonly annotated: number;
  /** Boxes of all images. */
  readonly detections: number;
  /** Absent where detections were read. */
  readonly speed?: DetectionSpeed;
  /** Images that could not be read, and why: their faces count as not found. */
  readonly unreadable: readonly { readonly path: string; readonly message: string }[];
  /** What is odd about the images or the annotations. */
  readonly notes: readonly string[];
}
