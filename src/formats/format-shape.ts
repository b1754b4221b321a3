/** A shape as NumPy and PyTorch print it: (), (5,), (2, 3). */
export const formatShape = (shape: readonly number[]): string =>
  shape.length === 1 ? `(${String(shape[0])},)` : `(${shape.join(', ')})`;
