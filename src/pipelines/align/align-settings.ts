import { requireLandmarks } from '../../detection/require-landmarks.ts';
import type { Selection } from '../../detection/select-face.ts';
import { describeDetector, landmarksOf, type DetectorRequest } from '../../detectors/choose-detector.ts';
import type { DetectorName } from '../../detectors/registry.ts';
import type { EngineChoice } from '../networks/engine-choice.ts';

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

/** What a run of `align` is asked for. */
export interface AlignOptions extends CropSettings, Omit<EngineChoice, 'threads'> {
  readonly randomOrder: boolean;
  readonly jobs: number;
  readonly overwrite: boolean;
  /** Whether crops that `align` made are aligned again. */
  readonly force?: boolean;
  /** Default: the codec's own limit. */
  readonly maxPixels?: number;
}

/** What `alignment.json` in the output folder says about the crops beside it. */
export interface AlignmentSettings extends Omit<CropSettings, 'detector'> {
  readonly minFace: number | undefined;
  readonly maxFace: number | undefined;
  readonly thresholds: readonly [number, number, number] | undefined;
  readonly factor: number | undefined;
  readonly scoreThreshold: number | undefined;
  readonly multiScale: number | undefined;
  readonly srnSettings: 'code' | 'paper' | undefined;
  readonly rotate: boolean | undefined;
  readonly landmarksFrom: 'mtcnn' | undefined;
  /** That made the boxes: its weights by name and checksum. */
  readonly detector: { readonly name: string; readonly sha256: string };
}

/**
 * Picks what decides the crops, always in the same order of keys.
 *
 * @throws FacekitError `usage` for a detector without landmarks where faces are to be turned upright by theirs; `model-not-installed`
 */
export function alignmentSettings(options: CropSettings): AlignmentSettings {
  if (options.alignment === 'similarity') requireLandmarks(landmarksOf(options.detector), '`alignment: similarity`');
  const detector = describeDetector(options.detector);
  return {
    imageSize: options.imageSize,
    margin: options.margin,
    alignment: options.alignment,
    detectMultipleFaces: options.detectMultipleFaces,
    select: options.select,
    minFace: detector.minFaceSize,
    maxFace: detector.maxFaceSize,
    thresholds: detector.thresholds,
    factor: detector.scaleFactor,
    scoreThreshold: detector.scoreThreshold,
    autoOrient: options.autoOrient,
    multiScale: detector.multiScale,
    srnSettings: detector.srnSettings,
    rotate: detector.rotate,
    landmarksFrom: detector.landmarksFrom,
    detector: { name: detector.name, sha256: detector.sha256 },
  };
}

/** The names of the settings in which two runs differ. */
export function differingSettings(
  a: AlignmentSettings,
  b: Readonly<Partial<Record<string, unknown>>>,
): (keyof AlignmentSettings)[] {
  const names = Object.keys(a) as (keyof AlignmentSettings)[];
  const counts = (name: keyof AlignmentSettings): boolean => name !== 'select' || !a.detectMultipleFaces;
  return names.filter((name) => counts(name) && JSON.stringify(a[name]) !== JSON.stringify(b[name]));
}
