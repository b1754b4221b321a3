import { readFileSync } from 'node:fs';

interface Share {
  readonly precision: number;
  readonly recall: number;
}

/** What `test/fixtures/clustering/make-clusters.py` has written: numbers of SciPy and scikit-learn. */
export const clusterFixture = JSON.parse(
  readFileSync(new URL('../../fixtures/clustering/clusters.json', import.meta.url), 'utf8'),
) as {
  readonly vectors: readonly (readonly number[])[];
  readonly heights: readonly number[];
  readonly cuts: readonly { readonly threshold: number; readonly labels: readonly number[] }[];
  readonly scores: readonly {
    readonly classes: readonly number[];
    readonly groups: readonly number[];
    readonly bcubed: Share;
    readonly pairs: Share;
    readonly nmi: number;
  }[];
};
