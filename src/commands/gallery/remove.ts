import { removeFromGallery } from '../../pipelines/gallery/remove.ts';
import { formatRemoved } from '../../report/text/gallery.ts';
import type { CommandLine } from '../shared/command-entry.ts';
import type { Io } from '../shared/context.ts';
import { EXIT } from '../shared/exit-codes.ts';
import type { ChangeFlags } from './definition.ts';
import { openStore } from './open-gallery.ts';

/** `facekit gallery remove <gallery> <names or ids…>`. Returns the exit code. */
export async function galleryRemove(
  { args }: Pick<CommandLine, 'args'>,
  { json, quiet }: ChangeFlags,
  io: Io,
): Promise<number> {
  const [gallery = '', ...targets] = args;
  await using store = await openStore(gallery, io);
  const report = await removeFromGallery(targets, store);
  if (json) io.stdout.write(`${JSON.stringify(report)}\n`);
  else if (!quiet) io.stdout.write(formatRemoved(report));
  return EXIT.done;
}
