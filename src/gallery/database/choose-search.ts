import type { FaceSearch } from '../changes/face-search.ts';
import type { GalleryState } from '../changes/state.ts';
import type { SearchWay } from './address.ts';

/** With fewer faces, or people, all of them are read and compared: that is as fast, and exact. */
const FEW_FACES = 20_000;
const FEW_PEOPLE = 200;

/** Whether a gallery's index is asked, where it has one. */
export function prefersIndex(
  way: SearchWay,
  { size, personCount }: Pick<GalleryState, 'size' | 'personCount'>,
): boolean {
  return way === 'index' || (way === 'auto' && size >= FEW_FACES && personCount >= FEW_PEOPLE);
}

/** For more questions at once it is faster to read all embeddings, and to compare all. */
const FEW_QUESTIONS = 64;

/**
 * Asks the index where there are few questions, and else compares every face: a threshold is found from hundreds of people.
 *
 * @param readAll reads all embeddings into memory, and returns what compares them
 */
export function searchByNumber(index: FaceSearch, readAll: () => Promise<FaceSearch>): FaceSearch {
  const searchFor = async ({ length }: readonly Float32Array[]): Promise<FaceSearch> =>
    length > FEW_QUESTIONS ? readAll() : index;
  return {
    embeddingsIn: (rows) => index.embeddingsIn(rows),
    nearestRows: async (embeddings, top) => (await searchFor(embeddings)).nearestRows(embeddings, top),
    nearestOwners: async (embeddings, query) => (await searchFor(embeddings)).nearestOwners(embeddings, query),
  };
}
