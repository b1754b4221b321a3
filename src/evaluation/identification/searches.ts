import { COHORT_SIZE, cohortPenalty, raised } from './cohort.ts';
import type { Draw } from './draw.ts';
import type { PersonDistance } from './person-distance.ts';

/** What a search for a face of an enrolled person came to. */
export interface MatedSearch {
  /** Place of the right person among all, the nearest first, from 1. Equally near people count as nearer. */
  readonly rank: number;
  /** Of the first person. */
  readonly distance: number;
}

/** All searches of a draw, by the person who was looked for. */
export interface Searches {
  readonly mated: readonly (readonly MatedSearch[])[];
  /** Of each face of an unknown identity the distance of the nearest person. */
  readonly nonMated: readonly (readonly number[])[];
}

/**
 * Looks for each face in the gallery of a draw.
 *
 * @param withCohort raise distances where the people next to the nearest are near too, as galleries do
 */
export function search(
  { gallery, mated, nonMated }: Draw,
  distanceFrom: PersonDistance,
  { withCohort }: { readonly withCohort: boolean },
): Searches {
  const distanceOf = withCohort ? raisedByCohort : least;
  const people = gallery.map(distanceFrom);
  const nearest = (probe: number): Float64Array => {
    // In a loop: this is asked for every search of every draw.
    const distances = new Float64Array(people.length);
    for (const [person, distance] of people.entries()) distances[person] = distance(probe);
    return distances;
  };
  return {
    mated: mated.map((faces, person) =>
      faces.map((probe) => {
        const distances = nearest(probe);
        const own = distances[person] ?? Infinity;
        return { rank: distances.filter((other) => other <= own).length, distance: distanceOf(distances) };
      }),
    ),
    nonMated: nonMated.map((faces) => faces.map((probe) => distanceOf(nearest(probe)))),
  };
}

/** Of the nearest person. */
function raisedByCohort(distances: Float64Array): number {
  const [nearest = Infinity, ...cohort] = leastOf(distances, 1 + COHORT_SIZE);
  return raised(nearest, cohortPenalty(cohort));
}

/** The least of many numbers, the least first. */
function leastOf(numbers: Float64Array, most: number): number[] {
  const least: number[] = [];
  for (const number of numbers) {
    if (least.length === most && number >= (least.at(-1) ?? Infinity)) continue;
    const place = least.findIndex((other) => other > number);
    least.splice(place < 0 ? least.length : place, 0, number);
    if (least.length > most) least.pop();
  }
  return least;
}

const least = (distances: Float64Array): number => distances.reduce((a, b) => Math.min(a, b), Infinity);
