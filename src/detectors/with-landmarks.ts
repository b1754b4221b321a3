import type { Detector } from '../detection/detector.ts';
import type { FindLandmarks } from '../mtcnn/landmarks.ts';

/** A detector whose faces get landmarks of another network. */
export const withLandmarks = (detector: Detector, findLandmarks: FindLandmarks): Detector => ({
  info: { ...detector.info, landmarks: true },
  device: detector.device,
  detect: async (image) => findLandmarks(image, await detector.detect(image)),
  dispose: () => detector.dispose(),
  [Symbol.asyncDispose]: () => detector.dispose(),
});
