import { FacekitError } from '../../core/errors.ts';
import { shuffled } from '../../core/random.ts';
import { seededRandom } from '../../core/seeded-random.ts';
import { bytesOf } from '../../dataset/image-files.ts';
import { decodeImage } from '../../image/codec.ts';
import type { SrnSample } from '../../training/srn/batch.ts';
import { varySample } from '../../training/srn/vary-sample.ts';
import type { LabelledPhotograph } from '../training-photographs/labelled-photographs.ts';
import type { SrnTrainSettings } from './srn-settings.ts';

/** Draws the images of each step. */
export interface SampleSource {
  /** Steps in which every photograph is seen once. */
  readonly epochSize: number;
  /** The images of step `iteration`, from 0: they follow from the seed and the number alone. */
  batch(iteration: number): Promise<readonly SrnSample[]>;
}

/** Streams of random numbers. */
const STREAM = { order: 1_000_000, samples: 10_000_000 } as const;

/**
 * Photographs in another order in each epoch; those that cannot be read are told of, and the next one takes their place.
 *
 * @param onProblem once for each
 */
export function createSampleSource(
  photographs: readonly LabelledPhotograph[],
  { batch, side, variation, seed }: SrnTrainSettings,
  onProblem: (line: string) => void,
): SampleSource {
  const broken = new Set<string>();
  const epochSize = Math.ceil(photographs.length / batch);
  const read = async ({ image, faces }: LabelledPhotograph, random: () => number): Promise<SrnSample | undefined> => {
    if (broken.has(image.path)) return undefined;
    try {
      const photograph = { image: await decodeImage(await bytesOf(image)), faces: faces.flatMap(toFace) };
      return varySample(photograph, { side, variation }, random);
    } catch (error) {
      if (!(error instanceof FacekitError)) throw error;
      broken.add(image.path);
      onProblem(`${image.path}: ${error.message}`);
      return undefined;
    }
  };
  return {
    epochSize,
    async batch(iteration) {
      const order = shuffled(photographs, seededRandom(seed, STREAM.order + Math.floor(iteration / epochSize)));
      const first = (iteration % epochSize) * batch;
      return Promise.all(
        Array.from({ length: batch }, async (_, i) => {
          const random = seededRandom(seed, STREAM.samples + iteration * batch + i);
          for (let other = 0; other < order.length; other++) {
            const photograph = order[(first + i + other) % order.length];
            const sample = photograph && (await read(photograph, random));
            if (sample) return sample;
          }
          throw new FacekitError(
            'data-not-trainable',
            `Expected photographs that can be read but none of the ${photographs.length} can.`,
          );
        }),
      );
    },
  };
}

/** Without those that have no size. */
const toFace = ({ box, ignored = false }: LabelledPhotograph['faces'][number]) =>
  box.x2 > box.x1 && box.y2 > box.y1 ? [{ box, ignored }] : [];
