import type { JudgedPair } from '../../pipelines/validate-lfw/lfw-report.ts';

/** The pairs that were judged wrongly at the threshold of their fold, the farthest from it first. */
export interface PairErrors {
  /** Two people taken for one. */
  readonly falseAccepts: readonly JudgedPair[];
  /** One person taken for two. */
  readonly falseRejects: readonly JudgedPair[];
}

/** The worst judgements. A pair counts as of one person when its distance is below the threshold. */
export function pairErrors(pairs: readonly JudgedPair[]): PairErrors {
  const wrong = pairs
    .filter(({ same, distance, threshold }) => distance < threshold !== same)
    .sort((a, b) => misjudgement(b) - misjudgement(a) || a.line - b.line);
  return {
    falseAccepts: wrong.filter(({ same }) => !same),
    falseRejects: wrong.filter(({ same }) => same),
  };
}

const misjudgement = ({ distance, threshold }: JudgedPair): number => Math.abs(distance - threshold);
