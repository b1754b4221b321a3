import { COHORT_SIZE, cohortPenalty, raised } from '../../evaluation/identification/cohort.ts';
import type { FaceMatch, GalleryFace, PersonMatch } from '../contents.ts';
import { distanceOf } from '../search/nearest.ts';
import type { PeopleQuery } from '../store.ts';
import type { FaceSearch } from './face-search.ts';
import { type FaceRecord, toGalleryFace } from './face-record.ts';
import type { GalleryState } from './state.ts';

/** A gallery as one call sees it: what its changes add up to, and what finds faces by their embeddings. */
export interface GalleryView {
  readonly state: GalleryState;
  readonly search: FaceSearch;
  /** Reads all there is about the faces in some rows, where the list of changes is kept. */
  records(rows: readonly number[]): Promise<FaceRecord[]>;
}

/** The rows of the faces with these ids that there are. */
export const rowsOf = (ids: readonly string[], state: GalleryState): number[] =>
  ids.map((id) => state.rowOf(id)).filter((row) => row !== undefined);

/** The faces in some rows. */
export async function facesIn(gallery: GalleryView, rows: readonly number[]): Promise<GalleryFace[]> {
  return (await gallery.records(rows)).map(toGalleryFace);
}

/** The embeddings of those faces that there are. */
export const embeddingsOf = ({ state, search }: GalleryView, faces: readonly GalleryFace[]): Promise<Float32Array[]> =>
  search.embeddingsIn(
    rowsOf(
      faces.map(({ id }) => id),
      state,
    ),
  );

/** The nearest faces to each embedding, the nearest first. */
export async function nearestFaces(
  gallery: GalleryView,
  embeddings: readonly Float32Array[],
  top: number,
): Promise<FaceMatch[][]> {
  const found: FaceMatch[][] = [];
  for (const near of await gallery.search.nearestRows(embeddings, top)) {
    const faces = await facesIn(
      gallery,
      near.map(({ row }) => row),
    );
    found.push(faces.map((face, i) => ({ face, distance: distanceOf(near[i]?.product ?? 0) })));
  }
  return found;
}

/** The nearest people to each embedding, the nearest first. */
export async function nearestPeople(
  { state, search }: GalleryView,
  embeddings: readonly Float32Array[],
  { top, rule, among, leftOut }: PeopleQuery,
): Promise<PersonMatch[][]> {
  const measure = { withMeans: rule !== 'nearest', withSpread: rule === 'spread' };
  const find = async (most: number, people?: readonly string[]): Promise<PersonMatch[][]> => {
    const query = { top: leftOut ? most + 1 : most, ...measure, among: people };
    return (await search.nearestOwners(embeddings, query)).map((near, i) =>
      near
        .map(({ owner, product }) => ({ person: state.nameOf(owner), distance: distanceOf(product) }))
        .filter(({ person }) => person !== leftOut?.[i])
        .slice(0, most),
    );
  };
  if (rule !== 'cohort' && rule !== 'spread') return find(top, among);
  const nearest = await find(Math.max(among ? 0 : top, 1 + COHORT_SIZE));
  const wanted = among ? await find(top, among) : nearest;
  return wanted.map((matches, i) => raisedByCohort(matches.slice(0, top), nearest[i] ?? []));
}

function raisedByCohort(matches: readonly PersonMatch[], nearest: readonly PersonMatch[]): PersonMatch[] {
  const cohort = nearest.slice(1, 1 + COHORT_SIZE).map(({ distance }) => distance);
  const penalty = cohortPenalty(cohort);
  return matches.map(({ person, distance }) => ({ person, distance: raised(distance, penalty) }));
}
