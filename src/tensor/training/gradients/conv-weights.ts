import { planes } from '../tape/sizes.ts';
import type { Tape, Variable } from '../tape/tape.ts';
import type { PlacedWindow } from './placed-window.ts';

interface Parts {
  readonly x: Variable;
  readonly filters: number;
  readonly window: PlacedWindow;
}

/**
 * The gradient of a convolution's weights: (filters, channels, height, width). The map is laid out so that each place of the window has a
 * column (im2col), and multiplied with the gradient. Image by image the product is as large as the weights for each image; over all images at
 * once both maps are turned first. The one that moves less memory is taken.
 */
export function convWeightGradient(tape: Tape, gradient: string, { x, filters, window }: Parts): string {
  const [batch, channels, height, width] = planes(x.shape);
  const [rows, columns] = window.output;
  const places = rows * columns;
  const taps = window.kernel[0] * window.kernel[1];
  const turned = filters * channels * taps > channels * height * width + filters * places;
  const turn = (map: string): string => (turned ? tape.op('Transpose', [map], { perm: [1, 0, 2, 3] }) : map);
  const laid = layOut(tape, turn(x.name), { window, axis: turned ? 0 : 1 });
  const product = turned
    ? overAllImages(tape, [turn(gradient), laid], { rows: filters, columns: taps * channels, places: batch * places })
    : imageByImage(tape, [gradient, laid], { batch, filters, columns: taps * channels, places });
  if (taps === 1) return tape.reshape(product, [filters, channels, 1, 1]);
  const ordered = tape.op('Transpose', [tape.reshape(product, [filters, taps, channels])], { perm: [0, 2, 1] });
  return tape.reshape(ordered, [filters, channels, ...window.kernel]);
}

function imageByImage(
  tape: Tape,
  [gradient, laid]: readonly [string, string],
  { batch, filters, columns, places }: { batch: number; filters: number; columns: number; places: number },
): string {
  const across = tape.op('Transpose', [tape.reshape(laid, [batch, columns, places])], { perm: [0, 2, 1] });
  const products = tape.op('MatMul', [tape.reshape(gradient, [batch, filters, places]), across]);
  return tape.sum(products, [0]);
}

function overAllImages(
  tape: Tape,
  [gradient, laid]: readonly [string, string],
  { rows, columns, places }: { rows: number; columns: number; places: number },
): string {
  return tape.op('Gemm', [tape.reshape(gradient, [rows, places]), tape.reshape(laid, [columns, places])], {
    transB: 1,
  });
}

/** What each place of the window meets, one place behind the other along `axis`. */
function layOut(tape: Tape, map: string, { window, axis }: { window: PlacedWindow; axis: number }): string {
  const views = windowViews(tape, map, window);
  return views.length === 1 && views[0] !== undefined ? views[0] : tape.op('Concat', views, { axis });
}

/** A map of the size of the output for each place of the window: what that place meets, zeros in the padding. */
export function windowViews(tape: Tape, map: string, { kernel, stride, pads, output }: PlacedWindow): string[] {
  const padded = pads.some((pad) => pad > 0) ? pad(tape, map, pads) : map;
  if (kernel[0] * kernel[1] * stride === 1) return [padded];
  const views: string[] = [];
  for (let y = 0; y < kernel[0]; y++)
    for (let x = 0; x < kernel[1]; x++) {
      const ends = [y + stride * (output[0] - 1) + 1, x + stride * (output[1] - 1) + 1];
      views.push(slice(tape, padded, { starts: [y, x], ends, step: stride }));
    }
  return views;
}

const pad = (tape: Tape, map: string, [top, left, bottom, right]: PlacedWindow['pads']): string =>
  tape.op('Pad', [map, tape.ints([0, 0, top, left, 0, 0, bottom, right])]);

interface Range {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly step: number;
}

/** A part of height and width. */
export const slice = (tape: Tape, map: string, { starts, ends, step }: Range): string =>
  tape.op('Slice', [map, tape.ints(starts), tape.ints(ends), tape.ints([2, 3]), tape.ints([step, step])]);
