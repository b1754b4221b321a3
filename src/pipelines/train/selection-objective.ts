import type { Tensor } from '../../core/tensor.ts';
import type { ImageFile } from '../../dataset/image-files.ts';
import type { TrainingStep } from '../../tensor/training/step/training-step.ts';
import { NumpyRandom } from '../../training/numpy-random.ts';
import { samplePeople } from '../../training/sampling/sample-people.ts';
import { selectTriplets, type Triplet } from '../../training/triplets/select-triplets.ts';
import type { CropSource } from './crop-source.ts';
import { spreadOf } from '../../training/embedding-figures.ts';
import type { Objective, StepFigures } from './objective.ts';
import type { Person } from './training-people.ts';
import type { TripletSettings } from './train-settings.ts';
import { indicesOf, tripletLossOf } from './triplet-loss.ts';

/** Triplets that were chosen from many images, and are trained on a batch at a time. */
interface Selection {
  readonly files: readonly ImageFile[];
  /** Those that are left. */
  triplets: readonly Triplet[];
  /** Share of the pairs that have a triplet. */
  readonly active: number;
  readonly spread: number;
}

/**
 * The scheme of FaceNet's `train_tripletloss.py`: people × images are embedded, triplets are chosen among all of them, and trained on, batch / 3 at
 * a time, each image computed again for each of its triplets; then others are chosen. An epoch begins with a new selection, so that a training
 * goes on from its end as if it had not been interrupted; the script takes a selection to its end first. The triplets behind the last whole batch
 * fill it up with images that do not count.
 */
export function createSelectionObjective(
  people: readonly Person[],
  crops: CropSource,
  settings: TripletSettings,
): Objective {
  const { tripletBatch: batch, epochSize, margin } = settings;
  let selection: Selection | undefined;
  return {
    batch,
    loss: tripletLossOf(settings),
    collapsedLoss: margin,
    async iterate(training, iteration, rate) {
      if (!selection || selection.triplets.length === 0 || iteration % epochSize === 0)
        selection = await select(training, { people, crops, settings, iteration });
      const { files, triplets, active, spread } = selection;
      const now = triplets.slice(0, batch / 3);
      selection.triplets = triplets.slice(now.length);
      const figures = (loss: number): StepFigures => ({ loss, spread, details: { active, left: triplets.length } });
      if (now.length === 0) return figures(Number.isNaN(spread) ? NaN : 0);
      const chosen = filled(
        now.flatMap((triplet) => triplet.flatMap((row) => files[row] ?? [])),
        batch,
      );
      const images = await crops.varied(chosen, 2 * iteration + 1);
      const { loss } = await training.step(
        { images, ...indicesOf(now.map((_, i) => [3 * i, 3 * i + 1, 3 * i + 2])) },
        rate,
      );
      return figures(loss?.data[0] ?? NaN);
    },
  };
}

interface Source {
  readonly people: readonly Person[];
  readonly crops: CropSource;
  readonly settings: TripletSettings;
  readonly iteration: number;
}

async function select(training: TrainingStep, { people, crops, settings, iteration }: Source): Promise<Selection> {
  const { people: wanted, imagesPerPerson, margin, negatives: rule, seed, tripletBatch: batch } = settings;
  const random = new NumpyRandom((seed + Math.imul(iteration, 0x9e3779b1)) >>> 0);
  const sampled = samplePeople(
    people.map(({ images }) => images.length),
    { people: wanted, imagesPerPerson, random },
  );
  const files = sampled.flatMap(({ person, images }) => images.flatMap((image) => people[person]?.images[image] ?? []));
  const batches: Float32Array[] = [];
  let dimension = 1;
  for (let start = 0; start < files.length; start += batch) {
    const some = files.slice(start, start + batch);
    const embedding = await embed(training, await crops.varied(filled(some, batch), 2 * iteration));
    dimension = embedding.shape[1] ?? 1;
    batches.push(embedding.data.slice(0, some.length * dimension));
  }
  const data = Float32Array.from(batches.flatMap((each) => [...each]));
  const { triplets, pairs } = selectTriplets(
    { data, dimension },
    { ...{ people: wanted, margin, rule, random }, imagesPerPerson: sampled.map(({ images }) => images.length) },
  );
  return { files, triplets, active: triplets.length / Math.max(1, pairs), spread: spreadOf(data, dimension) };
}

async function embed(training: TrainingStep, images: Tensor<Uint8Array>): Promise<Tensor<Float32Array>> {
  const { embedding } = await training.forward(images);
  if (!embedding) throw new Error('Expected an embedding');
  return embedding;
}

/** A whole batch: the first ones come again where there are fewer. */
const filled = (files: readonly ImageFile[], batch: number): ImageFile[] =>
  Array.from({ length: batch }, (_, i) => files[i % files.length]).flatMap((file) => file ?? []);
