import type { WriteLoss } from '../../tensor/training/losses/loss.ts';
import type { TrainingStep } from '../../tensor/training/step/training-step.ts';

/** What a step tells. */
export interface StepFigures {
  readonly loss: number;
  /** Mean squared distance of the embeddings from their mean: 0 when all are one point, 1 when they point everywhere. */
  readonly spread: number;
  /** Figures of the objective's own, by the names under which they are shown. */
  readonly details: Readonly<Record<string, number>>;
}

/** What is minimised, and on which images. */
export interface Objective {
  /** Images of a step. */
  readonly batch: number;
  readonly loss: WriteLoss;
  /** The loss when all embeddings are one point, where that can be told by it. */
  readonly collapsedLoss?: number;
  /** Step number `iteration`, from 0. What it does follows from the seed and the number alone. */
  iterate(training: TrainingStep, iteration: number, rate: number): Promise<StepFigures>;
}
