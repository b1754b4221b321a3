import type { Box } from '../core/box.ts';

/** By which fractions of its width and height each corner of a box is off. */
export type Regression = Box;

/** A box that may hold a face, with the probability and the correction that the last network gave it. */
export interface Candidate {
  readonly box: Box;
  readonly score: number;
  readonly regression: Regression;
}

/** Softmax over the two logits of a network, in double precision: the probability of `yes`. */
export const faceProbability = (no: number, yes: number): number => 1 / (1 + Math.exp(no - yes));
