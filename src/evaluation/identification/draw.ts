import { shuffled } from '../../core/random.ts';
import { seededRandom } from '../../core/seeded-random.ts';

/** Who is enrolled with which faces, and who is looked for. Numbers are places of faces. */
export interface Draw {
  /** By person: faces that are enrolled. */
  readonly gallery: readonly (readonly number[])[];
  /** By person, in the same order: the other faces, which are looked for. */
  readonly mated: readonly (readonly number[])[];
  /** By person that is not enrolled: all faces, which are looked for. */
  readonly nonMated: readonly (readonly number[])[];
}

export interface DrawOptions {
  /** Images of a person that are enrolled; each has at least one more to be looked for. */
  readonly enrolled: number;
  /** Share of the people who are not enrolled. */
  readonly unknownShare: number;
  readonly seed: number;
}

/**
 * Parts people with at least two faces at random: into unknown identities, whose faces are all looked for, and people of whom
 * some faces are enrolled and the others looked for. Of a person with few faces all but one are enrolled.
 *
 * @param people faces of each person with at least two
 * @param number of the draw: its own stream of random numbers
 */
export function drawRoles(
  people: readonly (readonly number[])[],
  { enrolled, unknownShare, seed }: DrawOptions,
  number: number,
): Draw {
  const random = seededRandom(seed, number);
  const order = shuffled(people, random);
  const count = Math.floor(people.length * unknownShare);
  const known = order.slice(count).map((faces) => shuffled(faces, random));
  const enrolledOf = (faces: readonly number[]): number => Math.min(enrolled, faces.length - 1);
  return {
    gallery: known.map((faces) => faces.slice(0, enrolledOf(faces))),
    mated: known.map((faces) => faces.slice(enrolledOf(faces))),
    nonMated: order.slice(0, count),
  };
}
