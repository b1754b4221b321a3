import type { NumpyRandom } from '../numpy-random.ts';
import type { NegativeRule } from './negative-rule.ts';
import { squaredDistancesTo, type VectorRows } from './squared-distances.ts';

export interface TripletOptions {
  /** Images of each person: the first rows are those of the first person, and so on. */
  readonly imagesPerPerson: readonly number[];
  /** Pairs are made of the first so many people; those behind them are only negatives. Default: of all. */
  readonly people?: number;
  readonly margin: number;
  readonly rule: NegativeRule;
  readonly random: NumpyRandom;
}

/** Rows of three images: anchor, positive (of the same person), negative. */
export type Triplet = readonly [anchor: number, positive: number, negative: number];

export interface TripletSelection {
  /** In random order. */
  readonly triplets: readonly Triplet[];
  /** Pairs that were looked at; those without a negative of the rule have no triplet. */
  readonly pairs: number;
}

/**
 * FaceNet's `select_triplets`: every two images of a person, the earlier one as the anchor, with a negative drawn from those that the
 * rule lets in. The same embeddings and the same random numbers give the script's list.
 */
export function selectTriplets(embeddings: VectorRows, options: TripletOptions): TripletSelection {
  const { imagesPerPerson, people = imagesPerPerson.length, margin, rule, random } = options;
  const rows = embeddings.data.length / embeddings.dimension;
  const findNegatives = negativeFinder(rows, margin, rule);
  const triplets: Triplet[] = [];
  let pairs = 0;
  let start = 0;
  for (const images of imagesPerPerson.slice(0, people)) {
    const end = start + images;
    for (let anchor = start; anchor < end - 1; anchor++) {
      const distances = squaredDistancesTo(embeddings, anchor);
      for (let positive = anchor + 1; positive < end; positive++) {
        const negatives = findNegatives(distances, positive, { start, end });
        pairs++;
        if (negatives.length) triplets.push([anchor, positive, negatives[random.below(negatives.length)] ?? 0]);
      }
    }
    start = end;
  }
  random.shuffle(triplets);
  return { triplets, pairs };
}

/** The rows of one person. */
interface PersonRows {
  readonly start: number;
  readonly end: number;
}

/** Finds the negatives of a pair, in room that the next pair gets too. Compares in single precision throughout, as the script. */
function negativeFinder(rows: number, margin: number, rule: NegativeRule) {
  const found = new Int32Array(rows);
  const limit = Math.fround(margin);
  return (distances: Float32Array, positive: number, { start, end }: PersonRows): Int32Array => {
    const reference = distances[positive] ?? 0;
    let count = 0;
    for (let row = 0; row < rows; row++) {
      if (row === start) row = end;
      const distance = distances[row] ?? NaN;
      if (Math.fround(distance - reference) < limit && (rule === 'violating' || reference < distance))
        found[count++] = row;
    }
    return found.subarray(0, count);
  };
}
