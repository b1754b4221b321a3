import type { GalleryFace } from '../../gallery/contents.ts';
import { toPersonName } from '../../gallery/check-face.ts';
import { unknownPerson } from '../../gallery/errors.ts';
import { FacekitError } from '../../core/errors.ts';
import type { GalleryStore } from '../../gallery/store.ts';

/** What was removed. */
export interface RemoveReport {
  readonly gallery: string;
  readonly removed: readonly GalleryFace[];
  /** Of the gallery, afterwards. */
  readonly people: number;
  readonly faces: number;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Removes people and faces. Nothing is removed if one of them is not there.
 *
 * @param targets names of people or ids of faces
 * @throws FacekitError `person-unknown`, `face-unknown`
 */
export async function removeFromGallery(targets: readonly string[], store: GalleryStore): Promise<RemoveReport> {
  const ids = new Set<string>();
  for (const target of targets) for (const id of await idsOf(target, store)) ids.add(id);
  const removed = await store.remove([...ids]);
  const people = await store.people();
  const faces = people.reduce((sum, person) => sum + person.faces, 0);
  return { gallery: store.name, removed, people: people.length, faces };
}

async function idsOf(target: string, store: GalleryStore): Promise<string[]> {
  const faces = await store.faces({ person: toPersonName(target) });
  if (faces.length > 0) return faces.map(({ id }) => id);
  if (!UUID.test(target)) throw unknownPerson(target, store.name);
  const [face] = await store.facesWithIds([target]);
  if (face) return [face.id];
  throw new FacekitError(
    'face-unknown',
    `Expected a face of the gallery ${store.name} but it has none with the id ${target}: facekit gallery list GALLERY NAME shows the ids.`,
  );
}
