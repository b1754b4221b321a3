import type { FaceMatch, GalleryFace, PersonMatch } from '../contents.ts';
import { distanceOf, nearestOwners, nearestRows } from '../search/nearest.ts';
import type { PeopleQuery } from '../store.ts';
import type { LoadedGallery } from './load.ts';
import { readRecords, toGalleryFace } from './records.ts';
import type { GalleryState } from './state.ts';

/** The rows of the faces with these ids that there are. */
export const rowsOf = (ids: readonly string[], state: GalleryState): number[] =>
  ids.map((id) => state.rowOf(id)).filter((row) => row !== undefined);

/** The faces in some rows. */
export async function facesIn(gallery: LoadedGallery, rows: readonly number[]): Promise<GalleryFace[]> {
  return (await readRecords(gallery, rows)).map(toGalleryFace);
}

/** The embeddings of those faces that there are. */
export const embeddingsOf = (
  { state, rows }: Pick<LoadedGallery, 'state' | 'rows'>,
  faces: readonly GalleryFace[],
): Float32Array[] =>
  rowsOf(
    faces.map(({ id }) => id),
    state,
  ).map((row) => rows.view(row, 1).slice());

/** The nearest faces to each embedding, the nearest first. */
export async function nearestFaces(
  gallery: LoadedGallery,
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
  { state, rows, sumLengths }: Pick<LoadedGallery, 'state' | 'rows' | 'sumLengths'>,
  embeddings: readonly Float32Array[],
  { top, rule }: PeopleQuery,
): PersonMatch[][] {
  const { owners, personCount: count } = state;
  const lengths = rule === 'nearest' ? undefined : sumLengths.of(rows, owners, count, state.takeChanged());
  return nearestOwners(rows, owners, embeddings, { top, count, lengths }).map((near) =>
    near.map(({ owner, product }) => ({ person: state.nameOf(owner), distance: distanceOf(product) })),
  );
}
