import type { Selection } from '../../detection/select-face.ts';
import type { DetectorRequest } from '../../detectors/choose-detector.ts';
import type { DetectorName } from '../../detectors/registry.ts';

export const ALIGNMENT_KINDS = ['box', 'similarity'] as const;
export type AlignmentKind = (typeof ALIGNMENT_KINDS)[number];

/** Everything that decides which pixels a crop holds: two runs into one folder must agree on it. */
export interface CropSettings {
  /** Side of the square crops, in pixels. */
  readonly imageSize: number;
  /** Pixels of the original image around the box, half on each side; of no account with similarity alignment. */
  readonly margin: number;
  /** How a face becomes a square: its box resized, or turned and scaled so that its landmarks fall on ArcFace's template. */
  readonly alignment: AlignmentKind;
  readonly detectMultipleFaces: boolean;
  /** Which face is written; of no account with `detectMultipleFaces`. */
  readonly select: Selection;
  /** How faces are found. Default: as FaceNet's scripts do. */
  readonly detector?: DetectorName | DetectorRequest | undefined;
  readonly autoOrient: boolean;
}

/** How FaceNet's scripts find and cut out faces: the defaults of `align`. */
export const FACENET_CROPS = {
  imageSize: 160,
  margin: 32,
  alignment: 'box',
  detectMultipleFaces: false,
  select: 'center',
  autoOrient: true,
} as const satisfies CropSettings;
