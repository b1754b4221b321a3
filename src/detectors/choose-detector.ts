import { usageError } from '../core/errors.ts';
import {
  checkDetectionOptions,
  detectionOptionsOf,
  DETECTION_OPTIONS,
  type DetectionOption,
  type DetectionOptions,
} from '../detection/detection-options.ts';
import type { DetectorDefinition, DetectorInfo } from '../detection/detector.ts';
import type { RecordedDetector } from '../detection/recorded-detector.ts';
import { findKnownModel } from '../models/known-models.ts';
import { installedDetector } from '../models/store/installed-detector.ts';
import { hashDetectorFile, TRAINED } from './detector-file.ts';
import { DEFAULT_DETECTOR, definitionOf, DETECTORS, isDetectorName, type DetectorName } from './registry.ts';

/** A detector by name, and how it looks for faces. */
export interface DetectorChoice {
  readonly name: DetectorName;
  /** A file of weights, absolute; undefined for those that come with facekit. */
  readonly weights: string | undefined;
  readonly rotate: boolean;
  readonly landmarksFrom?: 'mtcnn' | undefined;
  /** Every option that the detector knows. */
  readonly detection: DetectionOptions;
}

/** The options of a detector; what is absent has its default. Plain data, which crosses to worker threads. */
export interface DetectorRequest extends DetectionOptions {
  /** Default `mtcnn`. */
  readonly name?: DetectorName | undefined;
  /** Of `mtcnn` and `srn`: a file of weights that `facekit train` has written. Default: those that come with facekit, or were imported. */
  readonly weights?: string | undefined;
  /** A photograph without a face is also tried turned by 90, 180 and 270 degrees. Default false. */
  readonly rotate?: boolean | undefined;
  /** For a detector without landmarks: MTCNN's last network finds them in its boxes. */
  readonly landmarksFrom?: 'mtcnn' | undefined;
}

/**
 * Settles on a detector and its options, before anything of it is loaded.
 *
 * @throws FacekitError `usage` for a name that no detector has, an option that this detector does not know, or one out of range
 */
export function chooseDetector(request: DetectorName | DetectorRequest = {}): DetectorChoice {
  const { name = DEFAULT_DETECTOR, weights, rotate = false, landmarksFrom, ...given } = detectorRequest(request);
  if (!isDetectorName(name)) {
    throw usageError(`Expected a \`detector\` of ${DETECTORS.join(', ')} but received ${String(name)}.`);
  }
  if (weights !== undefined && !TRAINED.some((trained) => trained === name))
    throw usageError(
      `Expected no \`weights\` for the detector ${name}, but for ${TRAINED.join(' and ')} alone, and received ${weights}.`,
    );
  const definition = definitionOf(name);
  if (landmarksFrom !== undefined) requireNoLandmarks(definition);
  const options = detectionOptionsOf(given);
  refuseUnknown(definition, options);
  const detection = detectionOptionsOf({ ...definition.defaults, ...options });
  checkDetectionOptions(detection);
  return { name, weights, rotate, detection, ...(landmarksFrom && { landmarksFrom }) };
}

/** What is to be recorded about faces that a detector is going to find. */
export function describeDetector(request: DetectorName | DetectorRequest = {}): RecordedDetector {
  const { name, weights, rotate, landmarksFrom, detection } = chooseDetector(request);
  const { sha256 } = detectorInfo(name, weights);
  return { name, sha256, ...detection, ...(rotate && { rotate }), ...(landmarksFrom && { landmarksFrom }) };
}

/** Whether the faces of a detector have landmarks, its own or those of another network; nothing of it is opened. */
export function landmarksOf(request?: DetectorName | DetectorRequest): Pick<DetectorInfo, 'name' | 'landmarks'> {
  const { name, landmarksFrom } = chooseDetector(request);
  return { name, landmarks: definitionOf(name).landmarks || landmarksFrom !== undefined };
}

/** What to ask for to find faces again as a recorded detector found them, with the weights that are here. */
export const requestOf = (recorded: RecordedDetector & { readonly name: DetectorName }): DetectorRequest => {
  const { name, rotate, landmarksFrom } = recorded;
  return { ...detectionOptionsOf(recorded), name, rotate, landmarksFrom };
};

/** A name as a request with nothing but defaults. */
export const detectorRequest = (request: DetectorName | DetectorRequest = {}): DetectorRequest =>
  typeof request === 'string' ? { name: request } : request;

/**
 * What is known of a detector without opening it.
 *
 * @param weights a file of weights, in the place of those that come with facekit
 * @throws FacekitError `model-not-installed`, `model-invalid` for one that does not come with facekit; `file-not-found`
 */
export function detectorInfo(name: DetectorName, weights?: string): DetectorInfo {
  const { landmarks } = definitionOf(name);
  if (weights !== undefined) return { name, sha256: hashDetectorFile(weights), landmarks };
  const origin = findKnownModel(name)?.origin;
  const { sha256 } = origin?.kind === 'bundled' ? origin : installedDetector(name);
  return { name, sha256, landmarks };
}

const knows = ({ defaults, others = [] }: DetectorDefinition, option: DetectionOption): boolean =>
  option === 'maxFaceSize' || defaults[option] !== undefined || others.includes(option);

function requireNoLandmarks({ name, landmarks }: DetectorDefinition): void {
  if (landmarks)
    throw usageError(
      `Expected no \`landmarksFrom\` with the detector ${name}, which finds landmarks itself: leave it out.`,
    );
}

function refuseUnknown(definition: DetectorDefinition, options: DetectionOptions): void {
  const unknown = DETECTION_OPTIONS.find((option) => options[option] !== undefined && !knows(definition, option));
  if (unknown === undefined) return;
  const known = DETECTION_OPTIONS.filter((option) => knows(definition, option));
  const others = DETECTORS.filter((name) => knows(definitionOf(name), unknown));
  throw usageError(
    `Expected options that the detector ${definition.name} knows (${known.map((option) => `\`${option}\``).join(', ')}) ` +
      `but received \`${unknown}\`: leave it out, or choose ${others.map((name) => `\`detector: ${name}\``).join(' or ')}.`,
  );
}
