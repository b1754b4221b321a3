import type { EmbeddingFileMetadata } from '../../dataset/embedding-file/contents.ts';
import type { GalleryStore } from '../../gallery/store.ts';
import { currentCalibration } from '../gallery/calibrate.ts';
import { requireKindOfGallery } from '../gallery/require-kind.ts';
import type { FoundFace } from './found-faces.ts';

/** Faces that are looked for at a time. */
const AT_ONCE = 256;

/**
 * Who of a gallery each face is, by the gallery's own threshold; null for one that is farther from everybody.
 *
 * @throws FacekitError `gallery-mismatch` where the faces were embedded in another way
 */
export async function namesFromGallery(
  faces: readonly FoundFace[],
  metadata: EmbeddingFileMetadata,
  store: GalleryStore,
): Promise<(string | null)[]> {
  requireKindOfGallery(store, metadata, 'the faces that are to be sorted');
  const { threshold, rule } = await currentCalibration(store);
  const names: (string | null)[] = [];
  for (let first = 0; first < faces.length; first += AT_ONCE) {
    const embeddings = faces.slice(first, first + AT_ONCE).map(({ embedding }) => embedding);
    const matches = await store.nearestPeople(embeddings, { top: 1, rule });
    names.push(...matches.map(([best]) => (best && best.distance <= threshold ? best.person : null)));
  }
  return names;
}

/** The one name that more than half of them agree on. */
export function agreedName(names: readonly (string | null)[]): string | undefined {
  const votes = new Map<string, number>();
  for (const name of names) if (name !== null) votes.set(name, (votes.get(name) ?? 0) + 1);
  return [...votes].find(([, count]) => 2 * count > names.length)?.[0];
}
