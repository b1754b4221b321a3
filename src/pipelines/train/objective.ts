import type { WriteLoss } from '../../tensor/training/losses/loss.ts';
import type { TrainingStep } from '../../tensor/training/step/training-step.ts';
import type { EmbeddingFigures } from './embedding-figures.ts';

/** What a step tells. */
export interface StepFigures extends EmbeddingFigures {
  readonly loss: number;
  /** Share of the pairs of one person that have a triplet to learn from. */
  readonly active: number;
}

/** What is minimised, and on which images. */
export interface Objective {
  /** Images of a step. */
  readonly batch: number;
  readonly loss: WriteLoss;
  /** Step number `iteration`, from 0. What it does follows from the seed and the number alone. */
  iterate(training: TrainingStep, iteration: number, rate: number): Promise<StepFigures>;
}
