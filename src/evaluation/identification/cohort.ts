/** People whose distances tell how near a face is to just anybody: those who come next after the nearest one. */
export const COHORT_SIZE = 10;

/** The squared distance of two embeddings that have nothing to do with one another. */
const UNRELATED = 2;
/** Of how much nearer than that the cohort is on average. */
const SHARE = 0.4;

/**
 * What a face's distances from people are raised by, because others are near to it too: blurred faces, and those of whom many look
 * alike, are near to many. After the test normalisation (T-norm) of Auckenthaler, Carey and Lloyd-Thomas, "Score normalization for
 * text-independent speaker verification systems" (2000), by the mean alone.
 *
 * @param cohort the squared distances of the `COHORT_SIZE` people after the nearest one; of fewer, the rest count as unrelated
 */
export function cohortPenalty(cohort: readonly number[]): number {
  const nearer = cohort.reduce((sum, distance) => sum + UNRELATED - distance, 0);
  return (SHARE * nearer) / COHORT_SIZE;
}

/** A distance as it is told. A cohort that is farther than unrelated people takes it to 0 at the least. */
export const raised = (distance: number, penalty: number): number => Math.max(0, distance + penalty);
