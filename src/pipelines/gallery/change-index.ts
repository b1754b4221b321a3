import type { GalleryStore } from '../../gallery/store.ts';

/** What has become of the index of a gallery. */
export interface IndexReport {
  readonly gallery: string;
  /** Whether there is one now. */
  readonly index: boolean;
  /** Whether it was otherwise before. */
  readonly changed: boolean;
  readonly people: number;
  readonly faces: number;
}

/**
 * Makes the index of a gallery, or takes it away; undefined for a store that has none.
 *
 * @throws FacekitError `database-extension`, `database-failed`
 */
export async function changeIndex(store: GalleryStore, remove: boolean): Promise<IndexReport | undefined> {
  if (!store.index) return undefined;
  const changed = remove ? await store.index.remove() : await store.index.make();
  const people = await store.people();
  const faces = people.reduce((sum, person) => sum + person.faces, 0);
  return { gallery: store.name, index: !remove, changed, people: people.length, faces };
}
