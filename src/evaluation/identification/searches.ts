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

/** Looks for each face in the gallery of a draw. */
export function search({ gallery, mated, nonMated }: Draw, distanceFrom: PersonDistance): Searches {
  const people = gallery.map(distanceFrom);
  const nearest = (probe: number): Float64Array => Float64Array.from(people, (distance) => distance(probe));
  return {
    mated: mated.map((faces, person) =>
      faces.map((probe) => {
        const distances = nearest(probe);
        const own = distances[person] ?? Infinity;
        return { rank: distances.filter((other) => other <= own).length, distance: least(distances) };
      }),
    ),
    nonMated: nonMated.map((faces) => faces.map((probe) => least(nearest(probe)))),
  };
}

const least = (distances: Float64Array): number => distances.reduce((a, b) => Math.min(a, b), Infinity);
