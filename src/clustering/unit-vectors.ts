/**
 * Vectors scaled to length 1, one after the other in new memory. (An embedding with that of the mirrored face behind it has length √2.)
 * Zeros stay zeros.
 */
export function unitVectors(vectors: readonly Float32Array[]): { numbers: Float32Array; dimension: number } {
  const dimension = vectors[0]?.length ?? 1;
  const numbers = new Float32Array(vectors.length * dimension);
  for (const [row, vector] of vectors.entries()) {
    const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
    const scale = length === 0 ? 1 : 1 / length;
    for (let i = 0; i < dimension; i++) numbers[row * dimension + i] = (vector[i] ?? 0) * scale;
  }
  return { numbers, dimension };
}
