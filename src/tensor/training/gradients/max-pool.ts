import { planes } from '../tape/sizes.ts';
import type { Tape, Variable } from '../tape/tape.ts';
import { toPlanes, toRows, type Planes } from './im2col.ts';
import { givenBack, tapsAlong } from './largest-along.ts';
import { windowAttributes, type PlacedWindow } from './placed-window.ts';

/**
 * The largest of each window; the gradient goes to the first place that has it, row by row, as in PyTorch. The runtime takes ten times as long where it is
 * asked for these places: they are found on the way back, with the channels side by side, in each row first, and then among the rows.
 */
export function maxPool(tape: Tape, x: Variable, window: PlacedWindow): Variable {
  const sizes = planes(x.shape);
  const pooled = [sizes[0], sizes[1], ...window.output] as const;
  const result = tape.op('MaxPool', [x.name], windowAttributes(window));
  return tape.derive(result, pooled, [
    [
      x,
      (gradient) => {
        const [from = '', largest = '', given = ''] = [
          { name: x.name, sizes },
          { name: result, sizes: pooled },
          { name: gradient, sizes: pooled },
        ].map((map) => toRows(tape, map));
        return toPlanes(tape, backToPixels(tape, { from, largest, given }, { sizes, window }), sizes);
      },
    ],
  ]);
}

/** Rows of pixels. */
interface Maps {
  /** What was pooled. */
  readonly from: string;
  readonly largest: string;
  /** The gradient of the largest. */
  readonly given: string;
}

interface Pool {
  readonly sizes: Planes['sizes'];
  readonly window: PlacedWindow;
}

/** The gradient of what was pooled. */
function backToPixels(tape: Tape, { from, largest, given }: Maps, { sizes, window }: Pool): string {
  const [batch, channels, height, width] = sizes;
  const { kernel, stride, pads, output } = window;
  const [rows, columns] = output;
  const along = {
    sizes: [batch * height, width, channels],
    kernel: kernel[1],
    stride,
    begin: pads[1],
    output: columns,
  } as const;
  const down = {
    sizes: [batch, height, columns * channels],
    kernel: kernel[0],
    stride,
    begin: pads[0],
    output: rows,
  } as const;
  const met = tapsAlong(tape, from, along);
  const ofRows = tape.op('Max', met);
  const pooled = [batch, rows, columns * channels];
  const toRowsOf = givenBack(
    tape,
    {
      taps: tapsAlong(tape, ofRows, down),
      largest: tape.reshape(largest, pooled),
      gradient: tape.reshape(given, pooled),
    },
    down,
  );
  const gradient = tape.reshape(toRowsOf, [batch * height, columns, channels]);
  return givenBack(tape, { taps: met, largest: ofRows, gradient }, along);
}
