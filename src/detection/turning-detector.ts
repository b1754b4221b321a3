import type { Face } from '../core/face.ts';
import type { RgbImage } from '../core/image.ts';
import type { Detector } from './detector.ts';
import { type Turn, turnBack, turnImage } from './turn-image.ts';

const TURNS: readonly Turn[] = [90, 180, 270];

/**
 * A detector that tries a photograph without a face also turned by 90, 180 and 270 degrees. The faces of the first turn that shows some are given in
 * the photograph's own pixels, with the turn.
 */
export function turning(detector: Detector): Detector {
  return {
    info: detector.info,
    device: detector.device,
    detect: async (image) => {
      const upright = await detector.detect(image);
      return upright.length > 0 ? upright : firstTurned(detector, image);
    },
    dispose: () => detector.dispose(),
    [Symbol.asyncDispose]: () => detector.dispose(),
  };
}

async function firstTurned(detector: Detector, image: RgbImage): Promise<Face[]> {
  for (const turn of TURNS) {
    const faces = await detector.detect(turnImage(image, turn));
    if (faces.length > 0) return faces.map((face) => turnBack(face, turn, image));
  }
  return [];
}
