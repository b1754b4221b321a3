import type { AlignmentStatus } from '../../dataset/alignment-record.ts';
import type { AlignSummary, UnreadableImage } from './align-summary.ts';
import type { FinishedImage } from './work-through.ts';

type Totals = Pick<AlignSummary, 'done' | 'counts' | 'unreadable' | 'seconds' | 'imagesPerSecond'>;

/** Counts the images of a run as they finish. */
export interface Tally {
  add(image: FinishedImage): void;
  totals(): Totals;
}

/** @param now milliseconds, growing; the run begins with this call. */
export function createTally(now: () => number = () => performance.now()): Tally {
  const started = now();
  const counts: Record<AlignmentStatus, number> = { aligned: 0, skipped: 0, 'no-face': 0, unreadable: 0 };
  const unreadable: UnreadableImage[] = [];
  let done = 0;
  let worked = 0;
  return {
    add: ({ record, countsAs, worked: didWork }) => {
      done += 1;
      counts[countsAs] += 1;
      if (didWork) worked += 1;
      if (record.status !== 'unreadable') return;
      unreadable.push({ path: record.path, reason: record.reason ?? '', message: record.message ?? '' });
    },
    totals: () => {
      const seconds = (now() - started) / 1000;
      return {
        done,
        counts: { ...counts },
        unreadable: unreadable.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
        seconds: round(seconds),
        imagesPerSecond: round(worked / Math.max(seconds, 0.001)),
      };
    },
  };
}

const round = (value: number): number => Math.round(value * 1000) / 1000;
