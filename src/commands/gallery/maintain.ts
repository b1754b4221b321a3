import path from 'node:path';
import { repairGallery } from '../../gallery/embedded/repair.ts';
import { formatCompacted, formatRepaired } from '../../report/text/gallery.ts';
import type { CommandLine } from '../shared/command-entry.ts';
import type { Io } from '../shared/context.ts';
import { EXIT } from '../shared/exit-codes.ts';
import type { ChangeFlags } from './definition.ts';
import { openStore } from './open-gallery.ts';

/** `facekit gallery compact <gallery>`. Returns the exit code. */
export async function galleryCompact(
  { args: [gallery = ''] }: Pick<CommandLine, 'args'>,
  { json, quiet }: ChangeFlags,
  io: Io,
): Promise<number> {
  await using store = await openStore(gallery, io);
  const freedBytes = await store.compact();
  if (json) io.stdout.write(`${JSON.stringify({ gallery: store.name, freedBytes })}\n`);
  else if (!quiet) io.stdout.write(formatCompacted(store.name, freedBytes));
  return EXIT.done;
}

/** `facekit gallery repair <gallery>`. Returns the exit code. */
export async function galleryRepair(
  { args: [gallery = ''] }: Pick<CommandLine, 'args'>,
  { json, quiet }: ChangeFlags,
  io: Io,
): Promise<number> {
  const report = await repairGallery(path.resolve(io.cwd, gallery));
  if (json) io.stdout.write(`${JSON.stringify(report)}\n`);
  else if (!quiet) io.stdout.write(formatRepaired(report));
  return EXIT.done;
}
