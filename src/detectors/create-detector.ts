import type { Detector } from '../detection/detector.ts';
import { turning } from '../detection/turning-detector.ts';
import { isBundledModel, readBundledModel } from '../models/bundled.ts';
import type { Weights } from '../core/tensor.ts';
import { readDetectorWeights } from '../models/network-file.ts';
import { installedDetector } from '../models/store/installed-detector.ts';
import type { FindLandmarks } from '../mtcnn/landmarks.ts';
import type { Engine, EngineOptions } from '../tensor/engine.ts';
import { openEngine } from '../tensor/engines/open-engine.ts';
import { chooseDetector, detectorInfo, type DetectorRequest } from './choose-detector.ts';
import { readTrainedWeights } from './detector-file.ts';
import { definitionOf, type DetectorName } from './registry.ts';
import { withLandmarks } from './with-landmarks.ts';

export interface DetectorOptions extends EngineOptions, DetectorRequest {}

/**
 * Opens a detector, with the weights that come with facekit, or those that were imported. The default, `mtcnn`, detects as FaceNet's scripts do: faces of 20 pixels and more,
 * thresholds 0.6, 0.7, 0.7, scale factor 0.709.
 *
 * @param options a detector's name, or its name with options
 * @throws FacekitError `usage` for a name or an option that is not known or out of range, `device-missing`;
 * `model-not-installed` for weights that are to be imported first.
 */
export async function createDetector(options: DetectorName | DetectorOptions = {}): Promise<Detector> {
  const given = typeof options === 'string' ? { name: options } : options;
  const { name, weights: file, rotate, landmarksFrom, detection } = chooseDetector(given);
  const weights = file === undefined ? await readWeights(name) : readTrainedWeights(file, name);
  const engine = await openEngine(given);
  try {
    const found = await definitionOf(name).open({ engine, weights, info: detectorInfo(name, file) }, detection);
    const detector = landmarksFrom ? withLandmarks(found, await openLandmarks(engine)) : found;
    return rotate ? turning(detector) : detector;
  } catch (error) {
    await engine.dispose();
    throw error;
  }
}

const readWeights = async (name: DetectorName): Promise<Weights> =>
  isBundledModel(name) ? readBundledModel(name) : readDetectorWeights(installedDetector(name).file, name);

async function openLandmarks(engine: Engine): Promise<FindLandmarks> {
  const { loadLandmarkFinder } = await import('../mtcnn/landmarks.ts');
  return loadLandmarkFinder(engine, await readBundledModel('mtcnn'));
}
