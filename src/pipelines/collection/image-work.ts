import type { Embedding } from '../../core/embedding.ts';
import { createMutex } from '../../core/concurrency.ts';
import { FacekitError } from '../../core/errors.ts';
import type { Face } from '../../core/face.ts';
import type { RgbImage } from '../../core/image.ts';
import { type PixelBudget, withinBudget } from '../../core/pixel-budget.ts';
import type { Embedder } from '../../facenet/embedder.ts';
import { decodeImage } from '../../image/codec.ts';
import { createBatcher } from '../workers/batcher.ts';
import {
  type CropPlan,
  type CutFaces,
  cutFaces,
  type DetectFaces,
  type FaceCrop,
  type ModelInput,
} from './crop-plan.ts';
import { failureOf, type ImageFailure } from './image-failure.ts';
import { type Measurement, measureImage } from './measure-image.ts';

/** An image to work on. Plain data: it crosses to worker threads. */
export interface ImageJob {
  /** The image file. */
  readonly bytes: Uint8Array;
  readonly plan: CropPlan;
}

/** A face and what the network makes of it. */
export interface EmbeddedFace extends Omit<FaceCrop, 'image'> {
  readonly embedding: Embedding;
}

/** What became of the faces of one image. */
export interface EmbeddedFaces {
  readonly faces: readonly EmbeddedFace[];
  /** Whether a crop had another size than the network's and was resized. */
  readonly resized: boolean;
  /** All that were found in it, where the plan cuts none out. */
  readonly found?: readonly Face[];
  /** Only where it was asked for. */
  readonly measurement?: Measurement;
}

export type ImageResult = EmbeddedFaces | ImageFailure;

/** How images are worked on. */
export interface WorkSettings {
  /** Faces in one run of the network. */
  readonly batchSize: number;
  /** Append the embedding of the mirrored face. */
  readonly flip: boolean;
  /** Measure each image too. Default false. */
  readonly measure?: boolean;
  /** How long a run of the network that is not full waits for another image, milliseconds. Default 20. */
  readonly patience?: number;
}

/** The part of an embedder that is needed; tests pass their own. */
export interface FaceEmbedder extends Pick<Embedder, 'embed'> {
  readonly info: Pick<ModelInput, 'alignment' | 'inputSize'>;
}

export interface WorkTools {
  readonly embedder: FaceEmbedder;
  readonly detect: DetectFaces;
  /** Once true, nothing more is begun. */
  readonly isStopped: () => boolean;
  /** Of all that work on images together. */
  readonly budget: PixelBudget;
}

/** Works on an image. It is called again before an earlier image is done, so that faces of several share a run of the network. */
export type WorkOnImage = (job: ImageJob) => Promise<ImageResult>;

/**
 * Bytes → pixels → crops → embeddings. Faces are gathered into runs of the network, in the order of the images; a run that is not
 * full begins once no image has been on its way to it for a moment.
 *
 * The returned function throws FacekitError `stopped`, and those about anything but the image, such as a detector that cannot be
 * opened.
 */
export function createImageWork(tools: WorkTools, settings: WorkSettings): WorkOnImage {
  const { embedder, detect, isStopped, budget } = tools;
  const { batchSize, flip, measure = false, patience = PATIENCE_MS } = settings;
  const unlessStopped = <Input, Result>(begin: (input: Input) => Promise<Result>) => {
    return (input: Input) => (isStopped() ? Promise.reject(stopped()) : begin(input));
  };
  const inTurn = createMutex();
  const embed = unlessStopped((faces: readonly RgbImage[]) => embedder.embed(faces, { batchSize, flip }));
  const batcher = createBatcher<RgbImage, Embedding>({ size: batchSize, run: (faces) => inTurn(() => embed(faces)) });
  const arrivals = createArrivals(patience, () => {
    batcher.flush();
  });
  const cutting = { model: embedder.info, detect: unlessStopped(detect) };
  const prepare = unlessStopped(({ bytes, plan }: ImageJob) =>
    withinBudget(budget, async (admit): Promise<Prepared> => {
      const image = await decodeImage(bytes, { admit, frugal: true });
      const cut = await cutFaces(image, plan, cutting);
      return { cut, ...(measure && { measurement: measureImage(image, cut, plan.kind !== 'photograph') }) };
    }),
  );
  return async (job) => {
    const prepared = await arrivals.inOrder(prepare(job).catch(failureOf));
    if ('reason' in prepared) return prepared;
    const { cut, ...measured } = prepared;
    if (job.plan.kind === 'faces') return { faces: [], resized: false, found: cut.found, ...measured };
    const resized = cut.crops.some(({ image }) => !hasSide(image, embedder.info.inputSize));
    const faces = cut.crops.map(async ({ image, ...place }) => ({ ...place, embedding: await batcher.add(image) }));
    return { faces: await Promise.all(faces), resized, ...measured };
  };
}

const stopped = (): FacekitError => new FacekitError('stopped', 'The run was stopped.');

interface Prepared {
  readonly cut: CutFaces;
  readonly measurement?: Measurement;
}

const hasSide = ({ width, height }: RgbImage, side: number): boolean => width === side && height === side;

interface Arrivals {
  /** Waits for the work, and for what was there before. */
  inOrder<T>(work: Promise<T>): Promise<T>;
}

/** Where images come one after the other, as those of a collection do, the next is here by then. */
const PATIENCE_MS = 20;

/** `onNone` is called when nothing has been on its way for so many milliseconds. */
function createArrivals(patience: number, onNone: () => void): Arrivals {
  let onTheWay = 0;
  let timer: NodeJS.Timeout | undefined;
  let last: Promise<undefined> = Promise.resolve(undefined);
  const callIfNone = (): void => {
    if (onTheWay === 0) onNone();
  };
  return {
    inOrder: async (work) => {
      clearTimeout(timer);
      onTheWay += 1;
      // Without their results: each would hold all that came before it for ever.
      const arrival = Promise.allSettled([last, work]).then(() => undefined);
      last = arrival;
      await arrival;
      onTheWay -= 1;
      // What came in while this thread was busy gets its turn before the moment is over.
      if (onTheWay === 0) timer = setTimeout(setImmediate, patience, callIfNone);
      return await work;
    },
  };
}
