import { FacekitError } from '../../core/errors.ts';
import { mapAhead } from '../../core/map-ahead.ts';
import type { ImageFile } from '../../dataset/image-files.ts';
import type { EmbeddedFaces, ImageResult } from './image-work.ts';
import type { ImageWorkers } from './image-workers.ts';
import type { PlanCrops } from './plan-crops.ts';
import { readImage, type ReadImage } from './read-image.ts';

export type { EmbeddedFace, EmbeddedFaces } from './image-work.ts';

/** What became of one image. */
export type EmbeddedImage = { readonly image: ImageFile } & (
  | ({
      /** `no-face`: `faces` is empty. */
      readonly status: 'embedded' | 'no-face';
      /** Of the image's bytes and of what else decides its faces: equal keys have equal results. */
      readonly key: string;
      /** Whether the result is that of an earlier image with the same key. */
      readonly reused: boolean;
    } & EmbeddedFaces)
  | { readonly status: 'unreadable'; readonly reason: string; readonly message: string }
);

export interface EmbedImagesOptions {
  readonly workers: Pick<ImageWorkers, 'capacity' | 'run'>;
  readonly planCrops: PlanCrops;
  /**
   * Results of images that were met before, by key. What this generator gives out must be found from the moment the next
   * image is asked for. Default: its own memory, which grows with the number of different images.
   */
  readonly known?: (key: string) => Promise<EmbeddedFaces | undefined>;
}

/**
 * Embeds the faces of images, in their order. Images are read ahead here; the workers do all the rest. The same bytes are computed
 * once. It ends early when the workers are stopped.
 *
 * @throws FacekitError what is thrown that is not about one image
 */
export async function* embedImages(
  images: Iterable<ImageFile> | AsyncIterable<ImageFile>,
  { workers, planCrops, known }: EmbedImagesOptions,
): AsyncGenerator<EmbeddedImage> {
  const memory = new Map<string, EmbeddedFaces>();
  const remembered = known ?? ((key: string) => Promise.resolve(memory.get(key)));
  const underWay = new Map<string, Promise<Outcome>>();

  const compute = async ({ key, job }: ReadyImage): Promise<Outcome> => {
    const faces = await remembered(key);
    return faces ? { result: faces, reused: true } : { result: await workers.run(job), reused: false };
  };
  // Begins in the order of the images, so that of equal ones the first is computed.
  const work = async (read: ReadImage): Promise<Handed> => {
    if (read.kind === 'failed') return { embedded: { image: read.image, status: 'unreadable', ...read.failure } };
    const { image, key } = read;
    const first = underWay.get(key);
    const outcome = first ?? compute(read);
    if (!first) underWay.set(key, outcome);
    const { result, reused } = await outcome;
    const embedded = toEmbeddedImage(image, { key, result, reused: reused || first !== undefined });
    return { embedded, ...(!first && { key }) };
  };
  const reading = mapAhead(images, { atOnce: READ_AHEAD }, (image) => readImage(image, planCrops));
  const limits = { atOnce: workers.capacity + READ_AHEAD, begun: workers.capacity + MOST_WAITING };
  for await (const handed of mapAhead(reading, limits, (read) => work(read).catch(unlessStopped))) {
    if (!handed) return;
    const { embedded, key } = handed;
    if (!known && embedded.status !== 'unreadable') memory.set(embedded.key, embedded);
    yield embedded;
    // Only now does `known` know it.
    if (key !== undefined) underWay.delete(key);
  }
}

/** Undefined for what was given up because the run was stopped. */
function unlessStopped(error: unknown): undefined {
  if (!(error instanceof FacekitError && error.code === 'stopped')) throw error;
}

/** Files that are read at a time. */
const READ_AHEAD = 4;
/** Finished images that wait for a slow one before them while the workers go on. */
const MOST_WAITING = 1024;

type ReadyImage = Extract<ReadImage, { kind: 'read' }>;

interface Outcome {
  readonly result: ImageResult;
  /** Whether it was known before. */
  readonly reused: boolean;
}

interface Handed {
  readonly embedded: EmbeddedImage;
  /** Of the first image with it. */
  readonly key?: string;
}

function toEmbeddedImage(image: ImageFile, { key, result, reused }: Outcome & { readonly key: string }): EmbeddedImage {
  if ('reason' in result) return { image, status: 'unreadable', ...result };
  const { faces, resized, measurement } = result;
  const status = faces.length > 0 ? 'embedded' : 'no-face';
  return { image, status, key, reused, faces, resized, ...(measurement && { measurement }) };
}
