import type { Calibration } from '../../gallery/contents.ts';
import type { GalleryStore } from '../../gallery/store.ts';
import { currentCalibration } from '../gallery/calibrate.ts';

/** The threshold of a gallery for each request, and what it is one of; found again only when people or faces came or went. */
export interface Thresholds {
  of(store: GalleryStore): Promise<CurrentThreshold>;
}

type CurrentThreshold = Pick<Calibration, 'threshold' | 'rule'>;

export function createThresholds(): Thresholds {
  let known: { readonly of: string; readonly threshold: Promise<CurrentThreshold> } | undefined;
  return {
    of: async (store) => {
      const people = await store.people();
      const kept = await store.calibration();
      const of = JSON.stringify([people.length, people.reduce((sum, { faces }) => sum + faces, 0), kept?.calibrated]);
      if (known?.of !== of) known = { of, threshold: currentCalibration(store) };
      return known.threshold;
    },
  };
}
