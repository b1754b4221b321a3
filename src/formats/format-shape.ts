/** Of more axes, which no tensor here has, the rest is left out. */
const MOST_AXES = 16;

/** A shape as NumPy and PyTorch print it: (), (5,), (2, 3). */
export const formatShape = (shape: readonly number[]): string => {
  const sizes = shape.slice(0, MOST_AXES).join(', ');
  if (shape.length > MOST_AXES) return `(${sizes}, … of ${shape.length} axes)`;
  return shape.length === 1 ? `(${sizes},)` : `(${sizes})`;
};
