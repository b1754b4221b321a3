import path from 'node:path';
import { chooseDetector, type DetectorRequest } from '../../detectors/choose-detector.ts';
import { detectorOfFile } from '../../detectors/detector-file.ts';
import type { DetectorName } from '../../detectors/registry.ts';
import type { DetectorFlags } from './detector-options.ts';

/**
 * The detector that flags ask for; undefined where they ask for none.
 *
 * @param cwd folder that the name of a file is relative to
 * @throws FacekitError `usage` for an option that the detector does not know
 */
export function readDetector(flags: DetectorFlags, cwd: string): DetectorRequest | undefined {
  const { detector, rotate, landmarksFrom, minFace, maxFace, factor } = flags;
  const { thresholds, scoreThreshold, multiScale, srnSettings } = flags;
  const options = { minFaceSize: minFace, maxFaceSize: maxFace, thresholds, scaleFactor: factor, scoreThreshold };
  const request = { ...named(detector, cwd), rotate, landmarksFrom, ...options, multiScale, srnSettings };
  if (Object.values(request).every((value) => value === undefined)) return undefined;
  chooseDetector(request);
  return request;
}

function named(detector: DetectorName | DetectorRequest | undefined, cwd: string): DetectorRequest {
  if (typeof detector !== 'object') return { name: detector };
  if (detector.weights === undefined) return detector;
  const weights = path.resolve(cwd, detector.weights);
  return { ...detector, name: detectorOfFile(weights), weights };
}
