import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { FacekitError, messageOf, systemErrorCode } from '../core/errors.ts';
import type { Weights } from '../core/tensor.ts';
import { parseSafetensors } from '../formats/safetensors.ts';
import { readBundledModel } from '../models/bundled.ts';

/** Whether what a user calls a detector is meant as a file of weights. */
export const isDetectorFile = (name: string): boolean => name.endsWith('.safetensors');

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
  const { weights, metadata } = parseSafetensors(bytesOf(file), file);
  if (metadata.detector === 'mtcnn')
    return { weights, trained: metadata.trained?.split(',') ?? [], sha256: hashDetectorFile(file) };
  throw new FacekitError(
    'model-invalid',
    `Expected a detector that facekit train mtcnn has written at ${file} but it is another file of weights.`,
  );
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
