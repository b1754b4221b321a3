import { FacekitError, usageError } from '../core/errors.ts';
import type { VerificationPairs } from './verification-report.ts';

/** Two embeddings, and whether they show one person. */
export interface EmbeddingPair {
  readonly first: Float32Array;
  readonly second: Float32Array;
  readonly same: boolean;
}

/**
 * The pairs, one by one, when they can be evaluated: lists of one length (else `usage`), some pairs (`no-pairs`) of both
 * kinds (`one-class`), vectors of one length (`embedding-length`) that hold finite numbers (`embedding-not-finite`).
 */
export function validPairs(lists: VerificationPairs): EmbeddingPair[] {
  const pairs = zip(lists);
  checkKinds(lists.same);
  const length = pairs[0]?.first.length ?? 0;
  for (const [index, { first, second }] of pairs.entries()) {
    checkVector(first, length, `Pair ${index} (counted from 0), first image`);
    checkVector(second, length, `Pair ${index} (counted from 0), second image`);
  }
  return pairs;
}

function zip({ first, second, same }: VerificationPairs): EmbeddingPair[] {
  if (first.length !== same.length || second.length !== same.length) {
    throw usageError(
      `Expected lists of one length but received ${first.length} first and ${second.length} second vectors for ${same.length} pairs.`,
    );
  }
  return first.flatMap((vector, index) => {
    const other = second[index];
    return other === undefined ? [] : { first: vector, second: other, same: Boolean(same[index]) };
  });
}

function checkKinds(same: readonly boolean[]): void {
  if (same.length === 0) {
    throw new FacekitError(
      'no-pairs',
      'There are no pairs to evaluate; check that the pairs file and the images belong together.',
    );
  }
  const sameCount = same.filter(Boolean).length;
  if (sameCount > 0 && sameCount < same.length) return;
  const people = sameCount === 0 ? 'two different people' : 'one person';
  throw new FacekitError(
    'one-class',
    `All ${same.length} pairs show ${people}; error rates need pairs of one person and pairs of two. Complete the pairs file.`,
  );
}

function checkVector(vector: Float32Array, length: number, where: string): void {
  if (vector.length !== length) {
    throw new FacekitError(
      'embedding-length',
      `${where}: expected ${length} numbers, as in pair 0, but received ${vector.length}; evaluate embeddings of one model only.`,
    );
  }
  if (allFinite(vector)) return;
  const position = vector.findIndex((value) => !Number.isFinite(value));
  throw new FacekitError(
    'embedding-not-finite',
    `${where}: expected finite numbers but number ${position} is ${vector[position] ?? NaN}; embed the image again or leave the pair out.`,
  );
}

/** x − x is 0 for every finite x and NaN for the others: one sum tells, many times faster than a call a number. */
function allFinite(vector: Float32Array): boolean {
  const { length } = vector;
  let sum = 0;
  for (let i = 0; i < length; i++) {
    const value = vector[i] ?? 0;
    sum += value - value;
  }
  return sum === 0;
}
