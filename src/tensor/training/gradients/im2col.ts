import type { Tape } from '../tape/tape.ts';
import type { PlacedWindow } from './placed-window.ts';

/** A map in planes. */
export interface Planes {
  readonly name: string;
  readonly sizes: readonly [batch: number, channels: number, height: number, width: number];
}

/** Which rows of a map belong together. */
export interface Neighbours {
  /** Of the map: images, rows of an image, channels. */
  readonly sizes: readonly [batch: number, rows: number, channels: number];
  /** Tables of one key are the same. */
  readonly key: string;
  /** Rows of an image; undefined is a row of zeros, and shorter lists end in such rows. */
  readonly lists: readonly (readonly (number | undefined)[])[];
}

/** Planes as (batch · height · width, channels). */
export function toRows(tape: Tape, { name, sizes: [batch, channels, height, width] }: Planes): string {
  const turned = tape.op('Transpose', [tape.reshape(name, [batch, channels, height * width])], { perm: [0, 2, 1] });
  return tape.reshape(turned, [batch * height * width, channels]);
}

/** (batch · height · width, channels) as planes. */
export function toPlanes(tape: Tape, rows: string, sizes: Planes['sizes']): string {
  const [batch, channels, height, width] = sizes;
  const apart = tape.reshape(rows, [batch, height * width, channels]);
  return tape.reshape(tape.op('Transpose', [apart], { perm: [0, 2, 1] }), sizes);
}

/** Rows side by side as the lists name them: (batch, lists, longest list, channels). Rows are copied whole, by all threads. */
export function gatherNeighbours(tape: Tape, rows: string, { sizes, key, lists }: Neighbours): string {
  const [batch, count, channels] = sizes;
  const longest = lists.reduce((most, list) => Math.max(most, list.length), 0);
  const table = lists.flatMap((list) => Array.from({ length: longest }, (_, i) => list[i] ?? count));
  const images = tape.reshape(rows, sizes);
  const framed = table.includes(count) ? tape.op('Pad', [images, tape.ints([0, 0, 0, 0, 1, 0])]) : images;
  const copied = tape.op('Gather', [framed, tape.table(key, table)], { axis: 1 });
  return tape.reshape(copied, [batch, lists.length, longest, channels]);
}

/** What a window meets at each of its places: (batch · places, window · channels), zeros in the padding. */
export function im2col(tape: Tape, map: Planes, window: PlacedWindow): string {
  const [batch, channels, height, width] = map.sizes;
  const { kernel, stride, output } = window;
  const [places, taps] = [output[0] * output[1], kernel[0] * kernel[1]];
  const rows = toRows(tape, map);
  if (taps * stride === 1) return rows;
  const gathered = gatherNeighbours(tape, rows, {
    sizes: [batch, height * width, channels],
    key: `window ${JSON.stringify(window)} on ${String(height)} × ${String(width)}`,
    lists: Array.from({ length: places }, (_, place) => pixelsOf(place, window, [height, width])),
  });
  return tape.reshape(gathered, [batch * places, taps * channels]);
}

/** The pixels that a window meets at a place. */
function pixelsOf(
  place: number,
  { kernel, stride, pads, output }: PlacedWindow,
  [height, width]: readonly [number, number],
): (number | undefined)[] {
  const top = Math.floor(place / output[1]) * stride - pads[0];
  const left = (place % output[1]) * stride - pads[1];
  return Array.from({ length: kernel[0] * kernel[1] }, (_, tap) => {
    const [y, x] = [top + Math.floor(tap / kernel[1]), left + (tap % kernel[1])];
    return y >= 0 && y < height && x >= 0 && x < width ? y * width + x : undefined;
  });
}
