import { calibrateGallery } from '../../pipelines/gallery/calibrate.ts';
import { formatCalibration } from '../../report/text/gallery.ts';
import type { CalibrateFlags } from './options.ts';
import { onGallery } from './on-gallery.ts';

/** `facekit gallery calibrate <gallery>`. Returns the exit code. */
export const galleryCalibrate = onGallery(
  async (store, { flags: { targetFpir } }: { readonly flags: CalibrateFlags }) => ({
    gallery: store.name,
    ...(await calibrateGallery(store, { targetFpir })),
  }),
  formatCalibration,
);
