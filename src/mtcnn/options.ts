import type { PyramidOptions } from './pyramid.ts';

export interface MtcnnOptions extends PyramidOptions {
  /** Least face probability after the P-Net, the R-Net and the O-Net, each in (0, 1). */
  readonly thresholds: readonly [number, number, number];
}

/** What `detect_face.py` is called with by FaceNet's scripts. */
export const FACENET_DETECTION: MtcnnOptions = {
  minFaceSize: 20,
  thresholds: [0.6, 0.7, 0.7],
  scaleFactor: 0.709,
};
