import type { Draw } from './draw.ts';

/** The squared distance of two faces, by their places. */
export type FaceDistance = (a: number, b: number) => number;

/** What a search for a face of an enrolled person came to. */
export interface MatedSearch {
  /** Place of the right person among all, by their nearest enrolled face, from 1. Equally near people count as nearer. */
  readonly rank: number;
  /** Of the nearest face of the first person. */
  readonly distance: number;
}

/** All searches of a draw, by the person who was looked for. */
export interface Searches {
  readonly mated: readonly (readonly MatedSearch[])[];
  /** Of each face of an unknown identity the distance of the nearest enrolled face. */
  readonly nonMated: readonly (readonly number[])[];
}

/** Looks for each face in the gallery of a draw. */
export function search({ gallery, mated, nonMated }: Draw, distance: FaceDistance): Searches {
  const nearest = (probe: number): Float64Array =>
    Float64Array.from(gallery, (faces) =>
      faces.reduce((least, face) => Math.min(least, distance(probe, face)), Infinity),
    );
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
