import { createPixelBudget } from '../../core/pixel-budget.ts';
import { machineLimits } from '../../files/machine-limits.ts';
import { usualBatchSize } from '../../facenet/batch-size.ts';
import type { Embedder } from '../../facenet/embedder.ts';
import type { DescribedEmbedder } from './describe-embeddings.ts';
import type { DetectFaces } from './crop-plan.ts';
import {
  createImageWork,
  type FaceEmbedder,
  type ImageJob,
  type ImageResult,
  type WorkSettings,
} from './image-work.ts';

/** What works on images, several at a time: worker threads, or this one. Dispose it at the end; what is under way is then rejected. */
export interface ImageWorkers extends AsyncDisposable {
  /** How many images to hand over at a time. */
  readonly capacity: number;
  run(job: ImageJob): Promise<ImageResult>;
}

export interface ImageWorkersOptions extends AskedWork {
  /** Images there are. */
  readonly images: number;
  /** Workers that start before there is work for them, where it will come. Default: all. */
  readonly ahead?: number | undefined;
  /** When aborted, nothing more is begun: what is not done is rejected with `stopped`. */
  readonly signal?: AbortSignal | undefined;
}

/** How images are worked on, as far as that is asked for. */
export interface AskedWork extends Omit<WorkSettings, 'batchSize'> {
  /** Faces in one run of the network. Default: `usualBatchSize` of the device. */
  readonly batchSize?: number | undefined;
}

/** A model as a collection of images needs it: what its embeddings are, and what makes them. Tests pass their own. */
export interface CollectionEmbedder extends DescribedEmbedder, Pick<Embedder, 'device'> {
  openWorkers(options: ImageWorkersOptions): ImageWorkers;
}

/** The part of an embedder that is needed to work on images in this thread; tests pass their own. */
export type LocalEmbedder = FaceEmbedder & DescribedEmbedder & Pick<Embedder, 'device'>;

/** An embedder that works on images in this thread. Disposing of its workers does not dispose of the embedder. */
export function embedInThisThread<Info extends DescribedEmbedder['info']>(
  embedder: LocalEmbedder & { readonly info: Info },
  detect: DetectFaces,
): CollectionEmbedder & { readonly info: Info } {
  const { info, sha256, standardisation, device } = embedder;
  return {
    ...{ info, sha256, standardisation, device },
    dimension: (options) => embedder.dimension(options),
    openWorkers: ({ signal, batchSize = usualBatchSize(device), ...settings }) => ({
      // Twice a run: one is made ready while the other is computed.
      capacity: 2 * batchSize,
      run: createImageWork(
        {
          embedder,
          detect,
          isStopped: () => signal?.aborted ?? false,
          budget: createPixelBudget(machineLimits().cores),
        },
        { ...settings, batchSize },
      ),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    }),
  };
}
