import type { DetectorDefinition } from '../detection/detector.ts';
import { FACENET_DETECTION } from './options.ts';

export const mtcnn: DetectorDefinition<'mtcnn'> = {
  name: 'mtcnn',
  landmarks: true,
  defaults: FACENET_DETECTION,
  open: async (parts, options) => {
    const { MtcnnDetector } = await import('./detector.ts');
    return MtcnnDetector.load(parts, options);
  },
};
