import path from 'node:path';
import { exportGallery } from '../../pipelines/gallery/export.ts';
import type { CommandLine } from '../shared/command-entry.ts';
import type { Io } from '../shared/context.ts';
import { EXIT } from '../shared/exit-codes.ts';
import type { ExportFlags } from './definition.ts';
import { openStore } from './open-gallery.ts';

/** `facekit gallery export <gallery> --output <file>`. Returns the exit code. */
export async function galleryExport(
  { args: [gallery = ''] }: Pick<CommandLine, 'args'>,
  { json, quiet, output }: ExportFlags,
  io: Io,
): Promise<number> {
  await using store = await openStore(gallery, io);
  const report = await exportGallery(path.resolve(io.cwd, output), store);
  if (json) io.stdout.write(`${JSON.stringify(report)}\n`);
  else if (!quiet) io.stdout.write(`${report.faces} embeddings: ${report.files.join(', ')}\n`);
  return EXIT.done;
}
