import type { Tensor } from '../../core/tensor.ts';
import { outputOf, type WriteLoss } from '../../tensor/training/losses/loss.ts';
import { tripletLoss } from '../../tensor/training/losses/triplet.ts';
import type { Triplet } from '../../training/triplets/select-triplets.ts';
import type { TripletSettings } from './train-settings.ts';

const NAMES = ['anchors', 'positives', 'negatives'] as const;

/** The gradients of all triplets add up; those of their mean are of the same size whatever their number. */
export const tripletLossOf =
  ({ margin }: Pick<TripletSettings, 'margin'>): WriteLoss =>
  (tape, outputs) => {
    const [anchors = '', positives = '', negatives = ''] = NAMES.map((name) => tape.input(name, ['triplets']));
    const inputs = { anchors, positives, negatives, alpha: margin };
    return { total: tripletLoss(tape, outputOf(outputs, 'embedding'), inputs).loss };
  };

/** Triplets of rows of the batch, as that loss takes them. */
export const indicesOf = (triplets: readonly Triplet[]): Record<string, Tensor> =>
  Object.fromEntries(
    NAMES.map((name, i) => [
      name,
      { shape: [triplets.length], data: Float32Array.from(triplets, (each) => each[i] ?? 0) },
    ]),
  );
