import { FacekitError } from '../../core/errors.ts';
import type { StepFigures } from './objective.ts';

/** Embeddings nearer to their mean than this are one point. */
const LEAST_SPREAD = 1e-3;

/**
 * Tells a training that has gone wrong.
 *
 * @throws FacekitError `training-diverged` where numbers are none, `training-collapsed` where all faces have one embedding: the loss of each triplet
 * then is the margin.
 */
export function judgeStep({ loss, spread }: StepFigures, step: number, collapsedLoss: number | undefined): void {
  if (!Number.isFinite(loss) || !Number.isFinite(spread))
    throw new FacekitError(
      'training-diverged',
      `Expected numbers but the loss of step ${step} is ${loss}: the steps were too large; begin again with a smaller \`learningRate\`.`,
    );
  if (collapsedLoss !== undefined && spread < LEAST_SPREAD && Math.abs(loss - collapsedLoss) <= 0.01 * collapsedLoss)
    throw new FacekitError(
      'training-collapsed',
      `Expected embeddings that differ but at step ${step} all faces have the same one, and the loss is the margin of ${collapsedLoss}: begin again with a smaller \`learningRate\`, more people in a batch, or \`negatives: semi-hard\`.`,
    );
}
