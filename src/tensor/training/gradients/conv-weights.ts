import { planes } from '../tape/sizes.ts';
import type { Tape, Variable } from '../tape/tape.ts';
import type { PlacedWindow } from './placed-window.ts';

interface Parts {
  readonly x: Variable;
  readonly filters: number;
  readonly window: PlacedWindow;
}

/** Maps of fewer channels are laid out for all places of the window at once, so that the product is large enough to be fast. */
const FEW_CHANNELS = 16;

/**
 * The gradient of a convolution's weights: (filters, channels, height, width). What each place of the window meets is multiplied with the
 * gradient. Image by image the products are as large as the weights for each image; over all images at once both maps are turned first. The
 * one that moves less memory is taken.
 */
export function convWeightGradient(tape: Tape, gradient: string, { x, filters, window }: Parts): string {
  const [batch, channels, height, width] = planes(x.shape);
  const [rows, columns] = window.output;
  const places = rows * columns;
  const taps = window.kernel[0] * window.kernel[1];
  const shape = [filters, channels, ...window.kernel];
  const sizes = { batch, filters, places };
  if (filters * channels * taps > channels * height * width + filters * places) {
    const views = windowViews(tape, turn(tape, x.name), window);
    const rows = tape.reshape(turn(tape, gradient), [filters, batch * places]);
    const products = views.map((view) =>
      tape.op('Gemm', [rows, tape.reshape(view, [channels, batch * places])], { transB: 1 }),
    );
    return inOrder(tape, products, { shape, perm: [1, 2, 0] });
  }
  const views = windowViews(tape, x.name, window);
  const product = (view: string, columns: number): string =>
    imageByImage(tape, [gradient, view], { ...sizes, columns });
  if (channels >= FEW_CHANNELS || taps === 1)
    return inOrder(tape, views.map((view) => product(view, channels)), { shape, perm: [1, 2, 0] }); // prettier-ignore
  const laid = tape.reshape(product(tape.op('Concat', views, { axis: 1 }), taps * channels), [filters, taps, channels]);
  return tape.reshape(tape.op('Transpose', [laid], { perm: [0, 2, 1] }), shape);
}

const turn = (tape: Tape, map: string): string => tape.op('Transpose', [map], { perm: [1, 0, 2, 3] });

interface Sizes {
  readonly batch: number;
  readonly filters: number;
  readonly columns: number;
  readonly places: number;
}

/** (filters, columns): the gradient times what `columns` of a map or of several meet. */
function imageByImage(
  tape: Tape,
  [gradient, laid]: readonly [string, string],
  { batch, filters, columns, places }: Sizes,
): string {
  const across = tape.op('Transpose', [tape.reshape(laid, [batch, columns, places])], { perm: [0, 2, 1] });
  const products = tape.op('MatMul', [tape.reshape(gradient, [batch, filters, places]), across]);
  return tape.sum(products, [0]);
}

interface Order {
  readonly shape: readonly number[];
  /** From (place of the window, …) to (filters, channels, place of the window). */
  readonly perm: readonly number[];
}

/** Weights from one matrix for each place of the window. */
function inOrder(tape: Tape, products: readonly string[], { shape, perm }: Order): string {
  if (products.length === 1 && products[0] !== undefined) return tape.reshape(products[0], shape);
  const single = products.map((product) => tape.op('Unsqueeze', [product, tape.ints([0])]));
  const all = tape.op('Concat', single, { axis: 0 });
  return tape.reshape(tape.op('Transpose', [all], { perm }), shape);
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
