import { usageError } from '../../core/errors.ts';
import { changeIndex } from '../../pipelines/gallery/change-index.ts';
import { formatIndexed } from '../../report/text/gallery.ts';
import type { IndexFlags } from './options.ts';
import { onGallery } from './on-gallery.ts';

/** `facekit gallery index <gallery>`. Returns the exit code. */
export const galleryIndex = onGallery(async (store, { flags: { remove } }: { readonly flags: IndexFlags }) => {
  const report = await changeIndex(store, remove === true);
  if (report) return report;
  throw usageError(
    'Expected the address of a gallery in PostgreSQL but received a folder: every face of it is compared, in memory.',
  );
}, formatIndexed);
