import type { Tensor } from '../../core/tensor.ts';
import type { TrainingStep } from '../../tensor/training/step/training-step.ts';
import { NumpyRandom } from '../../training/numpy-random.ts';
import { balancedBatch } from '../../training/sampling/balanced-batch.ts';
import { selectTriplets } from '../../training/triplets/select-triplets.ts';
import type { CropSource } from './crop-source.ts';
import { embeddingFigures } from '../../training/embedding-figures.ts';
import type { Objective, StepFigures } from './objective.ts';
import type { Person } from './training-people.ts';
import type { TripletSettings } from './train-settings.ts';
import { indicesOf, tripletLossOf } from './triplet-loss.ts';

/**
 * Triplets of a batch of P people with K images each, after openface: the batch is embedded once, triplets are chosen from it, and the gradients of
 * all of them are added up on the images. FaceNet's own scheme is `createSelectionObjective`.
 */
export function createTripletObjective(
  people: readonly Person[],
  crops: CropSource,
  settings: TripletSettings,
): Objective {
  const { people: wanted, imagesPerPerson, seed } = settings;
  const counts = people.map(({ images }) => images.length);
  return {
    batch: wanted * imagesPerPerson,
    loss: tripletLossOf(settings),
    collapsedLoss: settings.margin,
    async iterate(training, iteration, rate) {
      const chosen = balancedBatch(counts, iteration, { people: wanted, imagesPerPerson, seed });
      const files = chosen.flatMap(({ person, images }) =>
        images.flatMap((image) => people[person]?.images[image] ?? []),
      );
      return stepOn(training, await crops.varied(files, iteration), { settings, iteration, rate });
    },
  };
}

interface Place {
  readonly settings: TripletSettings;
  readonly iteration: number;
  readonly rate: number;
}

async function stepOn(
  training: TrainingStep,
  images: Tensor<Uint8Array>,
  { settings, iteration, rate }: Place,
): Promise<StepFigures> {
  const { embedding } = await training.forward(images);
  const { data, shape } = embedding ?? { data: new Float32Array(), shape: [] };
  const dimension = shape[1] ?? 1;
  const { spread, ...distances } = embeddingFigures(data, dimension, settings.imagesPerPerson);
  const { triplets, pairs } = selectTriplets(
    { data, dimension },
    {
      imagesPerPerson: new Array<number>(settings.people).fill(settings.imagesPerPerson),
      margin: settings.margin,
      rule: settings.negatives,
      random: new NumpyRandom((settings.seed + Math.imul(iteration, 0x9e3779b1)) >>> 0),
    },
  );
  const { positiveDistance, negativeDistance } = distances;
  const active = triplets.length / pairs;
  const details = { active, 'd(a,p)': positiveDistance, 'd(a,n)': negativeDistance };
  if (triplets.length === 0) return { loss: Number.isNaN(spread) ? NaN : 0, spread, details };
  const { loss } = await training.step({ images, ...indicesOf(triplets) }, rate);
  return { loss: loss?.data[0] ?? NaN, spread, details };
}
