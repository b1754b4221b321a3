import { usageError } from '../core/errors.ts';
import type { EngineOptions } from '../tensor/engine.ts';
import { openEngine } from '../tensor/engines/open-engine.ts';
import { readBundledModel } from '../models/bundled.ts';
import { Detector, FACENET_DETECTION, type DetectionOptions } from './detector.ts';

export type DetectorOptions = EngineOptions & Partial<DetectionOptions>;

/**
 * Loads MTCNN with FaceNet's weights. By default it detects as FaceNet's scripts do: faces of 20 pixels and more,
 * thresholds 0.6, 0.7, 0.7, scale factor 0.709.
 *
 * @throws FacekitError `usage` for options out of range, `device-missing`.
 */
export async function createDetector(options: DetectorOptions = {}): Promise<Detector> {
  const detection: DetectionOptions = { ...FACENET_DETECTION, ...options };
  checkOptions(detection);
  const weights = await readBundledModel('mtcnn');
  return Detector.load(await openEngine(options), weights, detection);
}

function checkOptions({ minFaceSize, maxFaceSize, scaleFactor, thresholds }: DetectionOptions): void {
  if (!(minFaceSize >= 1 && Number.isFinite(minFaceSize)))
    throw usageError(`Expected a minFaceSize of 1 pixel or more but received ${minFaceSize}`);
  if (maxFaceSize !== undefined && !(maxFaceSize >= minFaceSize))
    throw usageError(`Expected a maxFaceSize of at least the minFaceSize ${minFaceSize} but received ${maxFaceSize}`);
  if (!(scaleFactor > 0 && scaleFactor < 1))
    throw usageError(`Expected a scaleFactor between 0 and 1 but received ${scaleFactor}`);
  if (!thresholds.every((threshold) => threshold > 0 && threshold < 1))
    throw usageError(`Expected three thresholds between 0 and 1 but received ${thresholds.join(', ')}`);
}
