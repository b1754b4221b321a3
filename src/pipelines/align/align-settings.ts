import { requireLandmarks } from '../../detection/require-landmarks.ts';
import { describeDetector, landmarksOf } from '../../detectors/choose-detector.ts';
import type { CropSettings } from '../collection/crop-settings.ts';
import type { EngineChoice } from '../networks/engine-choice.ts';

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
