import { usageError } from '../../core/errors.ts';
import type { GalleryStore } from '../../gallery/store.ts';
import { mergePeople, renamePerson, type RenameReport } from '../../pipelines/gallery/rename.ts';
import { formatRenamed } from '../../report/text/gallery.ts';
import type { CommandLine } from '../shared/command-entry.ts';
import type { Io } from '../shared/context.ts';
import { EXIT } from '../shared/exit-codes.ts';
import type { ChangeFlags } from './definition.ts';
import { openStore } from './open-gallery.ts';

/** `facekit gallery rename <gallery> <name> <new name>`. Returns the exit code. */
export const galleryRename = (command: Pick<CommandLine, 'args'>, flags: ChangeFlags, io: Io): Promise<number> =>
  moving(command, { flags, io }, ([from = '', to = ''], store) => renamePerson(from, to, store));

/** `facekit gallery merge <gallery> <names…>`: the last name stays. Returns the exit code. */
export const galleryMerge = (command: Pick<CommandLine, 'args'>, flags: ChangeFlags, io: Io): Promise<number> =>
  moving(command, { flags, io }, (names, store) => {
    if (names.length < 2)
      throw usageError(
        'Expected the names of two people or more but received one: facekit gallery merge GALLERY NAMES…',
      );
    return mergePeople(names, store);
  });

async function moving(
  { args }: Pick<CommandLine, 'args'>,
  { flags: { json, quiet }, io }: { readonly flags: ChangeFlags; readonly io: Io },
  move: (names: readonly string[], store: GalleryStore) => Promise<RenameReport>,
): Promise<number> {
  const [gallery = '', ...names] = args;
  await using store = await openStore(gallery, io);
  const report = await move(names, store);
  if (json) io.stdout.write(`${JSON.stringify(report)}\n`);
  else if (!quiet) io.stdout.write(formatRenamed(report));
  return EXIT.done;
}
