import path from 'node:path';
import { exportGallery } from '../../pipelines/gallery/export.ts';
import type { ExportFlags } from './options.ts';
import { onGallery } from './on-gallery.ts';

/** `facekit gallery export <gallery> --output <file>`. Returns the exit code. */
export const galleryExport = onGallery(
  (store, { flags, cwd }: { readonly flags: ExportFlags; readonly cwd: string }) =>
    exportGallery(path.resolve(cwd, flags.output), store),
  ({ faces, files }) => `${faces} embeddings: ${files.join(', ')}\n`,
);
