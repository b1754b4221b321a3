import type { EmbeddedImage } from '../collection/embed-images.ts';
import type { EmbedSummary } from './embed-summary.ts';

type Totals = Pick<
  EmbedSummary,
  'done' | 'embeddings' | 'counts' | 'unreadable' | 'noFace' | 'seconds' | 'imagesPerSecond'
>;

/** Counts the images of a run as they finish. */
export interface Tally {
  /** @param resumed whether an interrupted run had done it */
  add(image: EmbeddedImage, resumed: boolean): void;
  /** Sorted. */
  classes(): string[];
  totals(): Totals;
}

/** @param now milliseconds, growing; the run begins with this call. */
export function createTally(now: () => number = () => performance.now()): Tally {
  const started = now();
  const counts = { embedded: 0, reused: 0, resumed: 0, resized: 0, noFace: 0, unreadable: 0 };
  const classes = new Set<string>();
  const unreadable: Totals['unreadable'][number][] = [];
  const noFace: string[] = [];
  let done = 0;
  let embeddings = 0;
  return {
    add: (embedded, resumed) => {
      const { image, status } = embedded;
      done += 1;
      if (status === 'unreadable') {
        counts.unreadable += 1;
        unreadable.push({ path: image.path, reason: embedded.reason, message: embedded.message });
        return;
      }
      if (resumed) counts.resumed += 1;
      else if (embedded.reused) counts.reused += 1;
      if (status === 'no-face') {
        counts.noFace += 1;
        noFace.push(image.path);
        return;
      }
      counts.embedded += 1;
      if (embedded.resized) counts.resized += 1;
      embeddings += embedded.faces.length;
      classes.add(image.className);
    },
    classes: () => [...classes].sort(),
    totals: () => {
      const seconds = (now() - started) / 1000;
      const worked = done - counts.resumed;
      return {
        done,
        embeddings,
        counts: { ...counts },
        unreadable,
        noFace,
        seconds: round(seconds),
        imagesPerSecond: round(worked / Math.max(seconds, 0.001)),
      };
    },
  };
}

const round = (value: number): number => Math.round(value * 1000) / 1000;
