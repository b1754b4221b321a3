import { planes } from '../tape/sizes.ts';
import type { Tape, Variable } from '../tape/tape.ts';
import { toPlanes, toRows, type Planes } from './im2col.ts';
import { givenBack, tapsAlong, type Along } from './largest-along.ts';
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
        const from = toRows(tape, { name: x.name, sizes });
        const given = toRows(tape, { name: gradient, sizes: pooled });
        return toPlanes(tape, backToPixels(tape, { from, given }, { sizes, window }), sizes);
      },
    ],
  ]);
}

interface Pool {
  readonly sizes: Planes['sizes'];
  readonly window: PlacedWindow;
}

/** The gradient of what was pooled, from that and from the gradient of the largest: rows of pixels. */
function backToPixels(
  tape: Tape,
  { from, given }: { readonly from: string; readonly given: string },
  { sizes: [batch, channels, height, width], window: { kernel, stride, pads, output } }: Pool,
): string {
  const [rows, columns] = output;
  const along = placed([batch * height, width, channels], {
    kernel: kernel[1],
    stride,
    begin: pads[1],
    output: columns,
  });
  const down = placed([batch, height, columns * channels], { kernel: kernel[0], stride, begin: pads[0], output: rows });
  const inRows = largestOf(tape, from, along);
  const inWindows = largestOf(tape, inRows.largest, down);
  const toInRows = givenBack(
    tape,
    { ...inWindows, gradient: tape.reshape(given, [batch, rows, columns * channels]) },
    down,
  );
  const gradient = tape.reshape(toInRows, [batch * height, columns, channels]);
  return givenBack(tape, { ...inRows, gradient }, along);
}

const placed = (sizes: Along['sizes'], rest: Omit<Along, 'sizes'>): Along => ({ sizes, ...rest });

function largestOf(
  tape: Tape,
  map: string,
  along: Along,
): { readonly taps: readonly string[]; readonly largest: string } {
  const taps = tapsAlong(tape, map, along);
  return { taps, largest: tape.op('Max', taps) };
}
