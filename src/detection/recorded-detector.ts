import type { DetectionOptions } from './detection-options.ts';
import type { DetectorModel } from './detector.ts';

/** What files that record faces say of the detector that made them: its weights, and how it looked for faces. */
export interface RecordedDetector extends DetectorModel, DetectionOptions {
  /** Only where it is true. */
  readonly rotate?: boolean | undefined;
  /** Only where another network finds the landmarks. */
  readonly landmarksFrom?: 'mtcnn' | undefined;
}
