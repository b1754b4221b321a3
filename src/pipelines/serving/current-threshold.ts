import type { GalleryStore } from '../../gallery/store.ts';
import { currentCalibration } from '../gallery/calibrate.ts';

/** The threshold of a gallery for each request; found again only when people or faces came or went. */
export interface Thresholds {
  of(store: GalleryStore): Promise<number>;
}

export function createThresholds(): Thresholds {
  let known: { readonly of: string; readonly threshold: Promise<number> } | undefined;
  return {
    of: async (store) => {
      const people = await store.people();
      const kept = await store.calibration();
      const of = JSON.stringify([people.length, people.reduce((sum, { faces }) => sum + faces, 0), kept?.calibrated]);
      if (known?.of !== of) known = { of, threshold: currentCalibration(store).then(({ threshold }) => threshold) };
      return known.threshold;
    },
  };
}
