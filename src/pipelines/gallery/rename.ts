import { FacekitError } from '../../core/errors.ts';
import { toPersonName } from '../../gallery/check-face.ts';
import { quoted, unknownPerson } from '../../gallery/errors.ts';
import type { GalleryStore } from '../../gallery/store.ts';

/** Whose faces got another name. */
export interface RenameReport {
  readonly gallery: string;
  readonly from: readonly string[];
  readonly to: string;
  /** How many were moved. */
  readonly faces: number;
}

/**
 * Gives a person another name, which nobody has yet.
 *
 * @throws FacekitError `person-unknown`, `person-exists`, `usage`
 */
export async function renamePerson(from: string, to: string, store: GalleryStore): Promise<RenameReport> {
  const [person, name] = [toPersonName(from), toPersonName(to)];
  if ((await store.faces({ person: name })).length > 0)
    throw new FacekitError(
      'person-exists',
      `Expected a name that nobody of the gallery ${store.name} has but ${quoted(name)} is there: facekit gallery merge makes them one person.`,
    );
  return { gallery: store.name, from: [person], to: name, faces: await store.rename(person, name) };
}

/**
 * Makes several people one, who keeps the last name. Nothing is changed if one of them is not there.
 *
 * @param names at least two
 * @throws FacekitError `person-unknown`, `usage`
 */
export async function mergePeople(names: readonly string[], store: GalleryStore): Promise<RenameReport> {
  const people = names.map(toPersonName);
  for (const person of people)
    if ((await store.faces({ person })).length === 0) throw unknownPerson(person, store.name);
  const to = people.at(-1) ?? '';
  const from = [...new Set(people)].filter((person) => person !== to);
  let faces = 0;
  for (const person of from) faces += await store.rename(person, to);
  return { gallery: store.name, from, to, faces };
}
