import { known } from '../tape/sizes.ts';
import type { Tape, Variable } from '../tape/tape.ts';

/** Some features of each image, from the first to before the last; a map of one pixel is taken for its features. */
export function columns(tape: Tape, x: Variable, [from, to]: readonly [number, number]): Variable {
  const sizes = known(x.shape);
  const [batch = 1, features = 1] = sizes;
  const rows = tape.reshape(x.name, [batch, features]);
  const taken = tape.op('Slice', [rows, tape.ints([from]), tape.ints([to]), tape.ints([1])]);
  return tape.derive(
    taken,
    [batch, to - from],
    [[x, (gradient) => tape.reshape(tape.op('Pad', [gradient, tape.ints([0, from, 0, features - to])]), sizes)]],
  );
}
