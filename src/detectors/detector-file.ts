import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { FacekitError, messageOf, systemErrorCode } from '../core/errors.ts';
import type { Weights } from '../core/tensor.ts';
import { parseSafetensors } from '../formats/safetensors.ts';
import { readBundledModel } from '../models/bundled.ts';

/** Detectors that facekit trains. */
export const TRAINED = ['mtcnn', 'srn'] as const;
export type TrainedDetector = (typeof TRAINED)[number];

/**
 * Which detector is in a file that `facekit train mtcnn` or `facekit train srn` has written.
 *
 * @throws FacekitError `file-not-found`, `model-invalid`, `safetensors-invalid`
 */
export const detectorOfFile = (file: string): TrainedDetector => readDetectorFile(file).detector;

/**
 * The weights of a detector in such a file.
 *
 * @throws FacekitError `file-not-found`, `model-invalid` also for those of another detector, `safetensors-invalid`
 */
export const readTrainedWeights = (file: string, expected: string): Weights => readFileOf(expected, file).weights;

function readFileOf(expected: string, file: string): DetectorFile {
  const read = readDetectorFile(file);
  if (read.detector === expected) return read;
  throw new FacekitError(
    'model-invalid',
    `Expected a detector that facekit train ${expected} has written at ${file} but it is one of train ${read.detector}.`,
  );
}

interface DetectorFile {
  readonly detector: TrainedDetector;
  readonly weights: Weights;
  readonly trained: readonly string[];
}

function readDetectorFile(file: string): DetectorFile {
  const { weights, metadata } = parseSafetensors(bytesOf(file), file);
  const detector = TRAINED.find((name) => name === metadata.detector);
  if (detector) return { detector, weights, trained: metadata.trained?.split(',') ?? [] };
  throw new FacekitError(
    'model-invalid',
    `Expected a detector that facekit train mtcnn or train srn has written at ${file} but it is another file of weights.`,
  );
}

/** MTCNN as a file has it, or as it comes with facekit. */
export interface TrainedMtcnnFile {
  /** As FaceNet's files have them. */
  readonly weights: Weights;
  /** The networks that `facekit train mtcnn` has trained: `pnet`, `rnet`, `onet`. */
  readonly trained: readonly string[];
  /** Of the file; `mtcnn` for the one that comes with facekit. */
  readonly sha256: string;
}

/**
 * MTCNN in a file that `facekit train mtcnn` has written; without a file the one that comes with facekit.
 *
 * @throws FacekitError `file-not-found`, `model-invalid`, `safetensors-invalid`
 */
export async function readTrainedMtcnn(file: string | undefined): Promise<TrainedMtcnnFile> {
  if (file === undefined) return { weights: await readBundledModel('mtcnn'), trained: [], sha256: 'mtcnn' };
  const { weights, trained } = readFileOf('mtcnn', file);
  return { weights, trained, sha256: hashDetectorFile(file) };
}

/** The weights of `readTrainedMtcnn` alone. */
export const readMtcnnWeights = async (file: string | undefined): Promise<Weights> =>
  (await readTrainedMtcnn(file)).weights;

/** Identifies a detector of a file. */
export const hashDetectorFile = (file: string): string => createHash('sha256').update(bytesOf(file)).digest('hex');

/** Of some megabytes. What is known of a detector is asked for where nothing can be waited for. */
function bytesOf(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    throw new FacekitError(
      'file-not-found',
      `Expected the weights of a detector at ${file} but they cannot be read: ${messageOf(error)}`,
      { cause: error },
    );
  }
}
