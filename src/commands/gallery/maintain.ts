import path from 'node:path';
import { usageError } from '../../core/errors.ts';
import { isDatabaseAddress } from '../../gallery/database/address.ts';
import { EmbeddedStore } from '../../gallery/embedded/embedded-store.ts';
import { repairGallery } from '../../gallery/embedded/repair.ts';
import { formatCompacted, formatRepaired } from '../../report/text/gallery.ts';
import type { CommandLine } from '../shared/command-entry.ts';
import type { Io } from '../shared/context.ts';
import { EXIT } from '../shared/exit-codes.ts';
import type { ChangeFlags } from './options.ts';
import { onGallery, printReport } from './on-gallery.ts';

/** `facekit gallery compact <gallery>`. Returns the exit code. */
export const galleryCompact = onGallery(
  async (store) => {
    if (store instanceof EmbeddedStore) return { gallery: store.name, freedBytes: await store.compact() };
    throw usageError(
      'Expected a folder to compact but the gallery is in a database, which looks after its space itself.',
    );
  },
  ({ gallery, freedBytes }) => formatCompacted(gallery, freedBytes),
);

/** `facekit gallery repair <gallery>`. Returns the exit code. */
export async function galleryRepair(
  { args: [gallery = ''] }: Pick<CommandLine, 'args'>,
  flags: ChangeFlags,
  io: Io,
): Promise<number> {
  if (isDatabaseAddress(gallery))
    throw usageError('Expected a folder to repair but the gallery is in a database: restore that from a backup.');
  printReport(await repairGallery(path.resolve(io.cwd, gallery)), formatRepaired, { flags, io });
  return EXIT.done;
}
