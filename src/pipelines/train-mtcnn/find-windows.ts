import type { Box } from '../../core/box.ts';
import type { RgbImage } from '../../core/image.ts';
import type { Weights } from '../../core/tensor.ts';
import { MtcnnDetector } from '../../mtcnn/detector.ts';
import { openEngine } from '../../tensor/engines/open-engine.ts';

/** Finds the windows that a network of MTCNN is shown of a photograph. */
export interface WindowFinder extends AsyncDisposable {
  /** Whole pixels, x2 and y2 exclusive. */
  readonly find: (image: RgbImage) => Promise<Box[]>;
}

export interface FinderOptions {
  readonly network: 'rnet' | 'onet';
  readonly hardThresholds: readonly [number, number];
  readonly threads: number | undefined;
}

/** Runs the networks before `network`, with weights as FaceNet's files have them: the next one is to learn from their mistakes. */
export async function createWindowFinder(
  weights: Weights,
  { network, hardThresholds, threads }: FinderOptions,
): Promise<WindowFinder> {
  const engine = await openEngine({ engine: 'onnxruntime', device: 'cpu', threads });
  const info = { name: 'mtcnn', sha256: '', landmarks: true };
  const detector = await MtcnnDetector.load({ engine, weights, info }, { thresholds: [...hardThresholds, 0.5] });
  return {
    find: async (image) => {
      const boxes = await detector.windows(image, network);
      // There pixels are counted from 1, and both corners are in.
      return boxes.map(({ x1, y1, x2, y2 }) => ({ x1: x1 - 1, y1: y1 - 1, x2, y2 }));
    },
    [Symbol.asyncDispose]: () => detector.dispose(),
  };
}
