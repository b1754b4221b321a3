import type { DetectionOptions } from '../detection/detection-options.ts';
import type { DetectorDefinition } from '../detection/detector.ts';
import { LEAST_FACE, type YunetName } from './options.ts';

/** The score is lower than OpenCV's 0.9, which leaves out faces that are turned or small: `docs/detectors.md` has both. */
const DEFAULTS: DetectionOptions = { minFaceSize: LEAST_FACE, scoreThreshold: 0.7 };

const define = <Name extends YunetName>(name: Name): DetectorDefinition<Name> => ({
  name,
  landmarks: true,
  defaults: DEFAULTS,
  open: async (parts, options) => {
    const { YunetDetector } = await import('./detector.ts');
    return YunetDetector.load(name, parts, { ...DEFAULTS, ...options });
  },
});

export const yunet = define('yunet');
export const yunetN = define('yunet-n');
