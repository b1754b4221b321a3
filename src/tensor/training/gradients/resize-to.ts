import { planes } from '../tape/sizes.ts';
import type { Tape, Variable } from '../tape/tape.ts';

/**
 * A map in another height and width: bilinear, the outermost pixels of both on each other (`align_corners`). Rows and columns are each a product
 * with a matrix; the gradient is the product with the transposed ones.
 */
export function resizeTo(tape: Tape, x: Variable, [rows, columns]: readonly [rows: number, columns: number]): Variable {
  const [batch, channels, height, width] = planes(x.shape);
  const [down, across] = [interpolation(height, rows), interpolation(width, columns)];
  const matrix = ({ shape, data }: Matrix): string => tape.floats(shape, data);
  const result = tape.op('MatMul', [matrix(down), tape.op('MatMul', [x.name, matrix(transposed(across))])]);
  return tape.derive(
    result,
    [batch, channels, rows, columns],
    [[x, (gradient) => tape.op('MatMul', [matrix(transposed(down)), tape.op('MatMul', [gradient, matrix(across)])])]],
  );
}

interface Matrix {
  readonly shape: readonly [number, number];
  readonly data: Float32Array;
}

/** (to, from): each row has the shares of its two neighbours. */
function interpolation(from: number, to: number): Matrix {
  const data = new Float32Array(to * from);
  for (let row = 0; row < to; row++) {
    const place = to > 1 ? (row * (from - 1)) / (to - 1) : 0;
    const first = Math.min(Math.floor(place), from - 1);
    data[row * from + first] = 1 - (place - first);
    if (first + 1 < from) data[row * from + first + 1] = place - first;
  }
  return { shape: [to, from], data };
}

const transposed = ({ shape: [rows, columns], data }: Matrix): Matrix => ({
  shape: [columns, rows],
  data: Float32Array.from(data, (_, i) => data[(i % rows) * columns + Math.floor(i / rows)] ?? NaN),
});
