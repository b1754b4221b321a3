import { known, planes } from '../tape/sizes.ts';
import type { Tape, Variable } from '../tape/tape.ts';
import { biasFlow, type LayerVariables } from './conv.ts';
import { gatherNeighbours, im2col, toPlanes, toRows, type Planes } from './im2col.ts';
import type { PlacedWindow } from './placed-window.ts';

interface Parts {
  readonly x: Planes;
  /** (filters, height · width · channels). */
  readonly weights: string;
  readonly window: PlacedWindow;
}

/**
 * A convolution as one product of matrices: all pixels of all images, each with all that the window meets. Weights are (filters, height ·
 * width · channels). The runtime's own convolution multiplies image by image, and is slow where a map has few pixels.
 */
export function convByProduct(tape: Tape, x: Variable, layer: LayerVariables, window: PlacedWindow): Variable {
  const { weights, biases } = layer;
  const [filters = 1] = known(weights.shape);
  const parts = { x: { name: x.name, sizes: planes(x.shape) }, weights: weights.name, window };
  const sizes = [parts.x.sizes[0], filters, ...window.output] as const;
  const met = im2col(tape, parts.x, window);
  const rows = tape.op('Gemm', [met, weights.name, ...(biases ? [biases.name] : [])], { transB: 1 });
  const dataGradient = window.stride === 1 ? fromResult : fromPlaces;
  return tape.derive(toPlanes(tape, rows, sizes), sizes, [
    [x, (gradient) => dataGradient(tape, { name: gradient, sizes }, parts)],
    [weights, (gradient) => tape.op('Gemm', [toColumns(tape, { name: gradient, sizes }), met])],
    ...biasFlow(tape, biases),
  ]);
}

/** Planes as (channels, batch · height · width). */
function toColumns(tape: Tape, { name, sizes: [batch, channels, height, width] }: Planes): string {
  const turned = tape.op('Transpose', [name], { perm: [1, 0, 2, 3] });
  return tape.reshape(turned, [channels, batch * height * width]);
}

/** The gradient of a map that a window went over pixel by pixel: the result's gradient, convolved with the window turned round. */
function fromResult(tape: Tape, gradient: Planes, { x, weights, window }: Parts): string {
  const { kernel, pads } = window;
  const [, channels, height, width] = x.sizes;
  const [, filters] = gradient.sizes;
  const taps = kernel[0] * kernel[1];
  const [top, left] = [kernel[0] - 1 - pads[0], kernel[1] - 1 - pads[1]];
  const met = im2col(tape, gradient, { kernel, stride: 1, pads: [top, left, 0, 0], output: [height, width] });
  const turned = taps === 1 ? weights : turnRound(tape, weights, { filters, taps, channels });
  return toPlanes(tape, tape.op('Gemm', [met, turned]), x.sizes);
}

interface Kernels {
  readonly filters: number;
  readonly taps: number;
  readonly channels: number;
}

/** (filters, window · channels) as (window · filters, channels), the window from its last place on. */
function turnRound(tape: Tape, weights: string, { filters, taps, channels }: Kernels): string {
  const order = Array.from(
    { length: taps * filters },
    (_, i) => (i % filters) * taps + taps - 1 - Math.floor(i / filters),
  );
  const indices = tape.table(`${String(filters)} kernels of ${String(taps)} turned round`, order);
  return tape.op('Gather', [tape.reshape(weights, [filters * taps, channels]), indices], { axis: 0 });
}

/** The same where the window went by more than a pixel: what each place gives to the pixels that it met, added up for each pixel. */
function fromPlaces(tape: Tape, gradient: Planes, { x, weights, window }: Parts): string {
  const { kernel, output } = window;
  const [batch, channels, height, width] = x.sizes;
  const taps = kernel[0] * kernel[1];
  const given = tape.op('Gemm', [toRows(tape, gradient), weights]);
  const lists = Array.from({ length: height * width }, (_, pixel) => giversOf(pixel, width, window));
  const gathered = gatherNeighbours(tape, given, {
    sizes: [batch, output[0] * output[1] * taps, channels],
    key: `places ${JSON.stringify(window)} on ${String(height)} × ${String(width)}`,
    lists,
  });
  return toPlanes(tape, tape.reshape(tape.sum(gathered, [2]), [batch * height * width, channels]), x.sizes);
}

/** The places of the window, each times its taps, plus the tap, that met a pixel. */
function giversOf(pixel: number, columns: number, { kernel, stride, pads, output }: PlacedWindow): number[] {
  const [y, x] = [Math.floor(pixel / columns), pixel % columns];
  const taps = kernel[0] * kernel[1];
  return Array.from({ length: taps }, (_, tap) => {
    const row = (y + pads[0] - Math.floor(tap / kernel[1])) / stride;
    const column = (x + pads[1] - (tap % kernel[1])) / stride;
    const isPlace = isWithin(row, output[0]) && isWithin(column, output[1]);
    return isPlace ? (row * output[1] + column) * taps + tap : -1;
  }).filter((place) => place >= 0);
}

const isWithin = (place: number, count: number): boolean => Number.isInteger(place) && place >= 0 && place < count;
