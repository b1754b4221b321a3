import { toPersonName } from '../../gallery/check-face.ts';
import { unknownPerson } from '../../gallery/errors.ts';
import { formatFaces, formatPeople } from '../../report/text/gallery.ts';
import type { CommandLine } from '../shared/command-entry.ts';
import type { Io } from '../shared/context.ts';
import { EXIT } from '../shared/exit-codes.ts';
import type { ListFlags } from './options.ts';
import { openStore } from './open-gallery.ts';

/** `facekit gallery list <gallery> [name]`: the people of a gallery, or the faces of one. Returns the exit code. */
export async function galleryList({ args }: Pick<CommandLine, 'args'>, { json }: ListFlags, io: Io): Promise<number> {
  const [gallery = '', person] = args;
  await using store = await openStore(gallery, io);
  const { name, embeddings } = store;
  if (person === undefined) {
    const people = await store.people();
    const index = await store.index?.exists();
    const listing = { gallery: name, model: embeddings.model, people, ...(index === undefined ? {} : { index }) };
    io.stdout.write(json ? `${JSON.stringify(listing)}\n` : formatPeople(listing));
    return EXIT.done;
  }
  const faces = await store.faces({ person: toPersonName(person) });
  if (faces.length === 0) throw unknownPerson(person, name);
  io.stdout.write(json ? `${JSON.stringify({ gallery: name, person, faces })}\n` : formatFaces(faces));
  return EXIT.done;
}
