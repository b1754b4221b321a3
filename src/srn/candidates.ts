import type { Box } from '../core/box.ts';
import type { Tensor } from '../core/tensor.ts';
import { anchorsAt, moved, movedBy } from './anchors.ts';
import { ANCHORS_A_PLACE, type Level } from './levels.ts';

/** A box that may show a face, with the score of the second step, 0 to 1. Both border pixels belong to the box. */
export interface Candidate {
  readonly box: Box;
  readonly score: number;
}

/** What the network says of a level. */
export interface LevelMaps {
  /** Scores or boxes, as the level says; undefined where there is none. */
  readonly firstStep: Tensor<Float32Array> | undefined;
  readonly scores: Tensor<Float32Array>;
  readonly boxes: Tensor<Float32Array>;
}

/** STC lets anchors through whose first score is above this. */
export const FIRST_SCORE = 0.01;
/** Least score of the second step, on maps that are not very small. */
const SECOND_SCORE = 0.05;
/** Maps of fewer places have no least score. */
const SMALL_MAP = 120;

/**
 * The candidates of a level, the best first, `most` at most: the score is that of the second step alone.
 *
 * Source: `Retina_loss`'s counterpart for testing in the authors' code, one image a batch.
 */
export function candidatesOf({ stride, firstStep }: Level, maps: LevelMaps, most: number): Candidate[] {
  const [, rows = 0, columns = 0] = maps.scores.shape;
  const least = rows * columns >= SMALL_MAP ? SECOND_SCORE : 0;
  const anchors = anchorsAt(stride);
  const candidates: Candidate[] = [];
  for (const [i, logit] of maps.scores.data.entries()) {
    if (firstStep === 'scores' && !(sigmoid(maps.firstStep?.data[i] ?? NaN) > FIRST_SCORE)) continue;
    const score = sigmoid(logit);
    if (!(score > least)) continue;
    const place = Math.floor(i / ANCHORS_A_PLACE);
    const anchor = movedBy(
      i % ANCHORS_A_PLACE === 0 ? anchors[0] : anchors[1],
      (place % columns) * stride,
      Math.floor(place / columns) * stride,
    );
    const start = firstStep === 'boxes' && maps.firstStep ? moved(anchor, maps.firstStep.data, 4 * i) : anchor;
    candidates.push({ box: moved(start, maps.boxes.data, 4 * i), score });
  }
  return bestOf(candidates, most);
}

/** In double precision: in single precision many sure faces get exactly 1. */
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** Of equal scores the later one comes first, as NumPy's reversed `argsort` has it. */
export const bestOf = (candidates: readonly Candidate[], most: number): Candidate[] =>
  candidates
    .toReversed()
    .sort((a, b) => b.score - a.score)
    .slice(0, most);
