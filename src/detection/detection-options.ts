import { usageError } from '../core/errors.ts';

/** How faces are looked for. A detector knows some of these; what is absent has the detector's own default. */
export interface DetectionOptions {
  /** Side of the smallest face to be found, pixels. */
  readonly minFaceSize?: number | undefined;
  /** Side of the largest face to be found, pixels. Default: as large as the image. */
  readonly maxFaceSize?: number | undefined;
  /** MTCNN: least face probability after the P-Net, the R-Net and the O-Net, each in (0, 1). */
  readonly thresholds?: readonly [number, number, number] | undefined;
  /** MTCNN: each level of the image pyramid is this factor smaller than the one before, in (0, 1). */
  readonly scaleFactor?: number | undefined;
  /** Detectors of one network: least score of a face, in (0, 1). */
  readonly scoreThreshold?: number | undefined;
  /** SRN: also look at mirrored, smaller and larger pictures, of up to this many pixels squared, and let their boxes vote. Default: at one picture. */
  readonly multiScale?: number | undefined;
  /** SRN: how candidates become faces, as the authors' program does it or as the paper says. Default `code`. */
  readonly srnSettings?: 'code' | 'paper' | undefined;
}

/** The settings of SRN by name. */
export const SRN_SETTINGS = ['code', 'paper'] as const;

export type DetectionOption = keyof DetectionOptions;

type Check = Readonly<Required<Record<DetectionOption, (options: DetectionOptions) => boolean>>>;

const isShare = (value: number): boolean => value > 0 && value < 1;

/** Whether each option can be meant; asked only of those that are given. */
const CAN_BE_MEANT: Check = {
  minFaceSize: ({ minFaceSize = 1 }) => minFaceSize >= 1 && Number.isFinite(minFaceSize),
  maxFaceSize: ({ minFaceSize = 1, maxFaceSize = Infinity }) => maxFaceSize >= minFaceSize,
  thresholds: ({ thresholds = [] }) => thresholds.length === 3 && thresholds.every(isShare),
  scaleFactor: ({ scaleFactor = 0.5 }) => isShare(scaleFactor),
  scoreThreshold: ({ scoreThreshold = 0.5 }) => isShare(scoreThreshold),
  multiScale: ({ multiScale = 100 }) => multiScale >= 100 && multiScale <= 10_000,
  srnSettings: ({ srnSettings = 'code' }) => SRN_SETTINGS.includes(srnSettings),
};

const EXPECTED: Readonly<Record<DetectionOption, (options: DetectionOptions) => string>> = {
  minFaceSize: () => 'a `minFaceSize` of 1 pixel or more',
  maxFaceSize: ({ minFaceSize = 1 }) => `a \`maxFaceSize\` of at least the \`minFaceSize\` ${minFaceSize}`,
  thresholds: () => 'three `thresholds` between 0 and 1',
  scaleFactor: () => 'a `scaleFactor` between 0 and 1',
  scoreThreshold: () => 'a `scoreThreshold` between 0 and 1',
  multiScale: () => 'a `multiScale` from 100 to 10000 pixels',
  srnSettings: () => `\`srnSettings\` of ${SRN_SETTINGS.join(' or ')}`,
};

/** The names of all options, in the order in which they are recorded. */
export const DETECTION_OPTIONS = Object.keys(CAN_BE_MEANT) as readonly DetectionOption[];

/** Only what is given of the options of detection, of an object that may hold others. */
export const detectionOptionsOf = (options: DetectionOptions): DetectionOptions =>
  Object.fromEntries(
    DETECTION_OPTIONS.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]] as const])),
  );

/** @throws FacekitError `usage` for a value out of its range */
export function checkDetectionOptions(options: DetectionOptions): void {
  for (const name of DETECTION_OPTIONS) {
    if (options[name] === undefined || CAN_BE_MEANT[name](options)) continue;
    throw usageError(`Expected ${EXPECTED[name](options)} but received ${String(options[name])}.`);
  }
}
