import { COHORT_SIZE, cohortPenalty, raised } from '../../evaluation/identification/cohort.ts';
import type { FaceMatch, GalleryFace, PersonMatch } from '../contents.ts';
import { distanceOf, nearestOwners, nearestRows } from '../search/nearest.ts';
import type { RowMatrix } from '../search/row-matrix.ts';
import type { SumLengths } from '../search/sum-lengths.ts';
import type { PeopleQuery } from '../store.ts';
import { type FaceRecord, toGalleryFace } from './face-record.ts';
import type { GalleryState } from './state.ts';

/** A gallery in memory as one call sees it: what its changes add up to, and its embeddings. */
export interface GalleryView {
  readonly state: GalleryState;
  readonly rows: RowMatrix;
  readonly sumLengths: SumLengths;
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
export const embeddingsOf = ({ state, rows }: GalleryView, faces: readonly GalleryFace[]): Float32Array[] =>
  rowsOf(
    faces.map(({ id }) => id),
    state,
  ).map((row) => rows.view(row, 1).slice());

/** The nearest faces to each embedding, the nearest first. */
export async function nearestFaces(
  gallery: GalleryView,
  embeddings: readonly Float32Array[],
  top: number,
): Promise<FaceMatch[][]> {
  const found: FaceMatch[][] = [];
  for (const near of nearestRows(gallery.rows, gallery.state.owners, embeddings, top)) {
    const faces = await facesIn(
      gallery,
      near.map(({ row }) => row),
    );
    found.push(faces.map((face, i) => ({ face, distance: distanceOf(near[i]?.product ?? 0) })));
  }
  return found;
}

/** The nearest people to each embedding, the nearest first. */
export function nearestPeople(
  { state, rows, sumLengths }: GalleryView,
  embeddings: readonly Float32Array[],
  { top, rule, among, leftOut }: PeopleQuery,
): PersonMatch[][] {
  const { personCount: count } = state;
  const lengths = rule === 'nearest' ? undefined : sumLengths.of(rows, state.owners, count, state.takeChanged());
  const find = (owners: Int32Array, most: number): PersonMatch[][] =>
    nearestOwners(rows, owners, embeddings, { top: leftOut ? most + 1 : most, count, lengths }).map((near, i) =>
      near
        .map(({ owner, product }) => ({ person: state.nameOf(owner), distance: distanceOf(product) }))
        .filter(({ person }) => person !== leftOut?.[i])
        .slice(0, most),
    );
  if (rule !== 'cohort') return find(among ? ownersAmong(among, state) : state.owners, top);
  const nearest = find(state.owners, Math.max(among ? 0 : top, 1 + COHORT_SIZE));
  const wanted = among ? find(ownersAmong(among, state), top) : nearest;
  return wanted.map((matches, i) => raisedByCohort(matches.slice(0, top), nearest[i] ?? []));
}

function raisedByCohort(matches: readonly PersonMatch[], nearest: readonly PersonMatch[]): PersonMatch[] {
  const cohort = nearest.slice(1, 1 + COHORT_SIZE).map(({ distance }) => distance);
  const penalty = cohortPenalty(cohort);
  return matches.map(({ person, distance }) => ({ person, distance: raised(distance, penalty) }));
}

/** The owner of each row, with nobody in the place of all but some people. */
function ownersAmong(people: readonly string[], state: GalleryState): Int32Array {
  const owners = new Int32Array(state.owners.length).fill(-1);
  for (const row of people.flatMap((person) => state.rowsOfPerson(person))) owners[row] = state.owners[row] ?? -1;
  return owners;
}
