import type { Random } from '../../core/random.ts';
import type { PlacedFace } from './targets.ts';

/** What a batch is made of: windows of each kind, and such with landmarks. */
export const SAMPLE_GROUPS = ['negative', 'positive', 'part', 'landmark'] as const;
export type SampleGroup = (typeof SAMPLE_GROUPS)[number];

/** How many of each there are to one with a face: the paper's 3:1:1:2. */
export const GROUP_RATIO: Readonly<Record<SampleGroup, number>> = { negative: 3, positive: 1, part: 1, landmark: 2 };

/** A window as the network sees it, and where its face is. */
export interface Sample {
  /** side × side × 3 bytes. */
  readonly pixels: Uint8Array;
  /** Undefined of windows without a face. */
  readonly face?: PlacedFace | undefined;
}

/** Samples of each group up to a limit. Of more, each is as likely to stay as any other (reservoir sampling). */
export class SampleStore {
  readonly #limit: number;
  readonly #random: Random;
  readonly #groups: Readonly<Record<SampleGroup, Sample[]>> = { negative: [], positive: [], part: [], landmark: [] };
  readonly #seen: Record<SampleGroup, number> = { negative: 0, positive: 0, part: 0, landmark: 0 };

  /** @param limit of the samples with a face; of the other groups more are kept, as `GROUP_RATIO` says */
  constructor(limit: number, random: Random) {
    this.#limit = limit;
    this.#random = random;
  }

  add(group: SampleGroup, sample: Sample): void {
    const kept = this.#groups[group];
    const limit = this.#limit * GROUP_RATIO[group];
    const place = this.#seen[group]++;
    if (kept.length < limit) kept.push(sample);
    else {
      const other = Math.floor(this.#random() * (place + 1));
      if (other < limit) kept[other] = sample;
    }
  }

  of(group: SampleGroup): readonly Sample[] {
    return this.#groups[group];
  }

  /** Samples of each group that are kept. */
  counts(): Readonly<Record<SampleGroup, number>> {
    const count = (group: SampleGroup): number => this.#groups[group].length;
    return {
      negative: count('negative'),
      positive: count('positive'),
      part: count('part'),
      landmark: count('landmark'),
    };
  }
}
