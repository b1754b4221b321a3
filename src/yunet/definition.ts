import type { DetectionOptions } from '../detection/detection-options.ts';
import type { DetectorDefinition } from '../detection/detector.ts';

/** At its own size, the network finds faces from about this many pixels up. */
export const LEAST_FACE = 10;

/** The score is lower than OpenCV's 0.9, which leaves out faces that are turned or small: `docs/detectors.md` has both. */
const DEFAULTS: DetectionOptions = { minFaceSize: LEAST_FACE, scoreThreshold: 0.7 };

/** The network that OpenCV ships, and the one with wider early layers. */
export type YunetName = 'yunet' | 'yunet-n';

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
