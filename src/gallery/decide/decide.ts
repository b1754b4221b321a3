import type { PersonMatch } from '../contents.ts';
import { assign } from '../../evaluation/assignment.ts';

/** Who a face shows. */
export interface Identification {
  /** Null for an unknown person, or when it cannot be told. */
  readonly person: string | null;
  /**
   * Why there is no name: `far` from everybody, `ambiguous` (two people are about as near), or `taken` (the person is another face of
   * the photograph).
   */
  readonly reason?: 'far' | 'ambiguous' | 'taken';
  /** Distance from the person, or from the nearest where there is no name: 0 to 4; null in an empty gallery. */
  readonly distance: number | null;
  /** How much farther the second nearest person is than the nearest; null where there is none. */
  readonly margin: number | null;
  /** The nearest people, the nearest first. */
  readonly candidates: readonly PersonMatch[];
}

export interface DecisionRule {
  /** A face farther than this from a person is not that person. */
  readonly threshold: number;
  /** A face that another person is nearer to than this beyond the first is nobody. */
  readonly minMargin: number;
}

/**
 * Tells who the faces of one photograph show. A person is in it once: the faces get the people to whom they are, all together, nearest,
 * and a face that nobody is left for is unknown.
 *
 * @param faces for each face the people near to it, the nearest first
 */
export function decide(
  faces: readonly (readonly PersonMatch[])[],
  { threshold, minMargin }: DecisionRule,
): Identification[] {
  const people = [...new Set(faces.flatMap((near) => near.map(({ person }) => person)))];
  const chosen = assignPeople(faces, people, threshold);
  return faces.map((candidates, i): Identification => {
    const [first, second] = candidates;
    const margin = first && second ? second.distance - first.distance : null;
    const open = { person: null, distance: first?.distance ?? null, margin, candidates };
    if (!first || first.distance > threshold) return { ...open, reason: 'far' };
    const person = chosen[i];
    if (person === undefined) return { ...open, reason: 'taken' };
    const isAmbiguous = person === first.person && margin !== null && margin < minMargin;
    if (isAmbiguous) return { ...open, reason: 'ambiguous' };
    const distance = candidates.find((candidate) => candidate.person === person)?.distance ?? null;
    return { person, distance, margin, candidates };
  });
}

/** A column for each person, and one for each face to be unknown, which costs as much as the farthest person may. */
function assignPeople(
  faces: readonly (readonly PersonMatch[])[],
  people: readonly string[],
  threshold: number,
): (string | undefined)[] {
  // Dearer than that all faces are unknown.
  const never = (faces.length + 1) * (threshold + 1);
  const costs = faces.map((candidates) => {
    const distances = new Map(candidates.map(({ person, distance }) => [person, distance]));
    const toPeople = people.map((person) => {
      const distance = distances.get(person) ?? Infinity;
      return distance <= threshold ? distance : never;
    });
    return [...toPeople, ...faces.map(() => threshold)];
  });
  return assign(costs).map((column) => people[column]);
}
