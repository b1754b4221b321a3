import { usageError } from '../../core/errors.ts';
import { mergePeople, renamePerson } from '../../pipelines/gallery/rename.ts';
import { formatRenamed } from '../../report/text/gallery.ts';
import { onGallery } from './on-gallery.ts';

/** `facekit gallery rename <gallery> <name> <new name>`. Returns the exit code. */
export const galleryRename = onGallery(
  (store, { args: [from = '', to = ''] }) => renamePerson(from, to, store),
  formatRenamed,
);

/** `facekit gallery merge <gallery> <names…>`: the last name stays. Returns the exit code. */
export const galleryMerge = onGallery((store, { args: names }) => {
  if (names.length < 2)
    throw usageError('Expected the names of two people or more but received one: facekit gallery merge GALLERY NAMES…');
  return mergePeople(names, store);
}, formatRenamed);
