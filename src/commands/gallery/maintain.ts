import path from 'node:path';
import { repairGallery } from '../../gallery/embedded/repair.ts';
import { formatCompacted, formatRepaired } from '../../report/text/gallery.ts';
import type { CommandLine } from '../shared/command-entry.ts';
import type { Io } from '../shared/context.ts';
import { EXIT } from '../shared/exit-codes.ts';
import type { ChangeFlags } from './definition.ts';
import { onGallery, printReport } from './on-gallery.ts';

/** `facekit gallery compact <gallery>`. Returns the exit code. */
export const galleryCompact = onGallery(
  async (store) => ({ gallery: store.name, freedBytes: await store.compact() }),
  ({ gallery, freedBytes }) => formatCompacted(gallery, freedBytes),
);

/** `facekit gallery repair <gallery>`. Returns the exit code. */
export async function galleryRepair(
  { args: [gallery = ''] }: Pick<CommandLine, 'args'>,
  flags: ChangeFlags,
  io: Io,
): Promise<number> {
  printReport(await repairGallery(path.resolve(io.cwd, gallery)), formatRepaired, { flags, io });
  return EXIT.done;
}
