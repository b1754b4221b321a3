import { mean } from '../../core/vector.ts';
import type { FaceDistance, PersonDistance } from './person-distance.ts';

/** The mean squared distance of a person's faces above which they are not taken to differ more. */
const WIDE = 0.5;
/** And below which they are not taken to differ less: pictures taken at one time say little about others. */
const NARROW = 0.2;
/** Two pairs of faces say as much as is known beforehand: that they differ by `WIDE`. */
const WORTH = 2;
/** Of how much less than `WIDE` a person's faces differ. */
const SHARE = 0.4;

/**
 * What distances from a person are raised by, because the person's own faces are near each other: another face of that person is expected
 * to be near them too. Their mean distance is drawn to that of people whose faces differ widely, the more so the fewer they are: from a
 * person with one face, distances stay as they are.
 *
 * @param faces how many the person has
 * @param meanDistance mean squared Euclidean distance of two of them, at length 1; of no account for one face
 * @returns from 0 to 0.12
 */
export function spreadPenalty(faces: number, meanDistance: number): number {
  const pairs = (faces * (faces - 1)) / 2;
  if (pairs === 0) return 0;
  return (SHARE * (WIDE - Math.min(WIDE, Math.max(NARROW, meanDistance))) * pairs) / (pairs + WORTH);
}

/**
 * The mean squared distance of two of a person's faces, from their sum: the sum of the squared distances of all pairs of n vectors is n
 * times the sum of their squared lengths less the squared length of their sum.
 *
 * @param faces 2 or more, each of length 1
 * @param sumLength length of their sum
 */
export const meanDistanceOfSum = (faces: number, sumLength: number): number =>
  Math.max(0, (2 * (faces * faces - sumLength * sumLength)) / (faces * (faces - 1)));

/** Raises the distances from each person by what the nearness of the person's own faces asks for. */
export const withSpread =
  (distanceFrom: PersonDistance, distance: FaceDistance): PersonDistance =>
  (enrolled) => {
    const from = distanceFrom(enrolled);
    const pairs = enrolled.flatMap((face, i) => enrolled.slice(i + 1).map((other) => distance(face, other)));
    const penalty = spreadPenalty(enrolled.length, pairs.length === 0 ? 0 : mean(pairs));
    return (face) => from(face) + penalty;
  };
