import { FacekitError } from '../core/errors.ts';
import { norm } from '../core/vector.ts';

/**
 * Vectors scaled to length 1, one after the other in new memory. (An embedding with that of the mirrored face behind it has length √2.)
 * Zeros stay zeros.
 *
 * @throws FacekitError `embedding-length`, `embedding-not-finite`
 */
export function unitVectors(vectors: readonly Float32Array[]): { numbers: Float32Array; dimension: number } {
  const dimension = vectors[0]?.length ?? 1;
  const numbers = new Float32Array(vectors.length * dimension);
  for (const [row, vector] of vectors.entries()) {
    if (vector.length !== dimension || dimension === 0)
      throw new FacekitError(
        'embedding-length',
        `Expected embeddings of one length but that of face ${row} has ${vector.length} numbers, the first ${dimension}.`,
      );
    const length = norm(vector);
    if (!Number.isFinite(length))
      throw new FacekitError('embedding-not-finite', `Expected finite numbers in the embedding of face ${row}.`);
    const scale = length === 0 ? 1 : 1 / length;
    for (let i = 0; i < dimension; i++) numbers[row * dimension + i] = (vector[i] ?? 0) * scale;
  }
  return { numbers, dimension };
}
