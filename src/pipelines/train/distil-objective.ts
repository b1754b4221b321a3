import type { Tensor } from '../../core/tensor.ts';
import { outputOf, type WriteLoss } from '../../tensor/training/losses/loss.ts';
import { weightedSquares } from '../../tensor/training/losses/squares.ts';
import { known } from '../../tensor/training/tape/sizes.ts';
import { shuffledBatch } from '../../training/sampling/shuffled-batch.ts';
import type { CropSource } from './crop-source.ts';
import { spreadOf } from '../../training/embedding-figures.ts';
import type { Objective } from './objective.ts';
import type { Person } from './training-people.ts';
import type { DistilSettings } from './train-settings.ts';

/** Embeddings of a batch, (batch, dimension). */
export type Embed = (images: Tensor<Uint8Array>) => Promise<Tensor<Float32Array>>;

/**
 * Distillation: the embedding of a crop is to be the one that the teacher has of the crop before it was degraded; the loss is the mean of their
 * squared distances. Who the people are is of no account. Crops that were not degraded keep the model where it is.
 */
export function createDistilObjective(
  people: readonly Person[],
  crops: CropSource,
  { settings, teacher }: { readonly settings: DistilSettings; readonly teacher: Embed },
): Objective {
  const images = people.flatMap((person) => person.images);
  return {
    batch: settings.batch,
    loss: distanceFromTeacher(settings.batch),
    async iterate(training, iteration, rate) {
      const chosen = shuffledBatch(images, iteration, settings);
      const { whole, varied, degraded } = await crops.views(chosen, 2 * iteration);
      const targets = await teacher(whole);
      const { loss, embedding } = await training.step({ images: varied, targets }, rate);
      const { data, shape } = embedding ?? targets;
      const distances = distancesOf(data, targets.data, degraded.length);
      const meanWhere = (wanted: boolean): number => meanOf(distances.filter((_, i) => degraded[i] === wanted));
      return {
        loss: loss?.data[0] ?? NaN,
        spread: spreadOf(data, shape[1] ?? 1),
        details: { 'd(degraded)': meanWhere(true), 'd(as it is)': meanWhere(false) },
      };
    },
  };
}

/** Squared distances of the rows of one batch from those of another. */
function distancesOf(some: Float32Array, others: Float32Array, rows: number): number[] {
  const distances = new Array<number>(rows).fill(0);
  const width = some.length / rows;
  some.forEach((value, i) => {
    const row = Math.floor(i / width);
    distances[row] = (distances[row] ?? 0) + (value - (others[i] ?? NaN)) ** 2;
  });
  return distances;
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

const distanceFromTeacher =
  (batch: number): WriteLoss =>
  (tape, outputs) => {
    const embedding = outputOf(outputs, 'embedding');
    const targets = tape.input('targets', known(embedding.shape));
    const shares = tape.floats([batch], new Float32Array(batch).fill(1 / batch));
    return { total: weightedSquares(tape, embedding, targets, shares), outputs: { embedding } };
  };
