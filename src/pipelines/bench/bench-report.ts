import type { Spread } from '../../core/percentiles.ts';

/** One thing that was measured, several times over. */
export interface Figure {
  /** What was done: `embed mobilefacenet, batch 8`. Figures of two reports are compared by it. */
  readonly name: string;
  /** Images, or other things, in one run. */
  readonly count: number;
  /** Of one run. */
  readonly milliseconds: Spread;
  readonly runs: number;
  /** Processor seconds a second: 2 is two cores fully busy. */
  readonly cpu: number;
  /** The most memory that the process held, MB (2²⁰ bytes). */
  readonly peakMemory: number;
}

/** What could not be measured here, and why. */
export interface SkippedFigure {
  readonly name: string;
  readonly skipped: string;
}

/** What figures were measured on: two reports compare programs only where this agrees. */
export interface BenchMachine {
  readonly processor: string;
  readonly cores: number;
}

export interface BenchReport {
  readonly machine: BenchMachine;
  readonly versions: Readonly<Record<string, string>>;
  readonly figures: readonly (Figure | SkippedFigure)[];
}
