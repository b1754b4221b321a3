import type { DetectionOptions } from '../detection/detection-options.ts';
import type { DetectorDefinition } from '../detection/detector.ts';
import { LEAST_FACE } from './options.ts';

/** The authors' program takes scores from 0.05 on, for curves; that leaves many boxes that show nothing. */
const DEFAULTS: DetectionOptions = { minFaceSize: LEAST_FACE, scoreThreshold: 0.5 };

export const srn: DetectorDefinition<'srn'> = {
  name: 'srn',
  landmarks: false,
  defaults: DEFAULTS,
  // At 640 × 480 pixels; 4 kB for each.
  workerBytes: 1.2 * 2 ** 30,
  others: ['multiScale', 'srnSettings'],
  open: async (parts, options) => {
    const { SrnDetector } = await import('./detector.ts');
    return SrnDetector.load(parts, { ...DEFAULTS, ...options });
  },
};
