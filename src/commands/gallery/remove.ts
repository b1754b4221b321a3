import { removeFromGallery } from '../../pipelines/gallery/remove.ts';
import { formatRemoved } from '../../report/text/gallery.ts';
import { onGallery } from './on-gallery.ts';

/** `facekit gallery remove <gallery> <names or ids…>`. Returns the exit code. */
export const galleryRemove = onGallery((store, { args }) => removeFromGallery(args, store), formatRemoved);
