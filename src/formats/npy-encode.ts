import { usageError } from '../core/errors.ts';
import { sizeOf } from '../core/tensor.ts';
import { formatShape } from './format-shape.ts';
import { NPY_MAGIC } from './npy.ts';

/** What `encodeNpy` writes: numbers with a shape, or a one-dimensional array of strings. */
export type NpyArray =
  | { readonly shape: readonly number[]; readonly data: Float32Array | Int32Array | BigInt64Array }
  | { readonly strings: readonly string[] };

/** The magic, two version bytes, the header's length and the header fill a multiple of this. */
const ALIGNMENT = 64;
const VERSION = [1, 0];

/**
 * Encodes a `.npy` file (format 1.0, C order): float32 as `<f4`, int32 as `<i4`, int64 as `<i8`, strings as `<Un` with n
 * the longest in code points. NumPy drops trailing NULs of strings, so they do not survive.
 */
export function encodeNpy(array: NpyArray): Uint8Array {
  if ('strings' in array) return encodeStrings(array.strings);
  const { shape, data } = array;
  if (sizeOf(shape) !== data.length)
    throw usageError(
      `Expected ${sizeOf(shape)} numbers for the shape ${formatShape(shape)} but received ${data.length}`,
    );
  const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return Buffer.concat([encodeNpyHeader(descrOf(data), shape), raw]);
}

/** As Python writes it; messages shorten long shapes, a header must not. */
const tuple = (shape: readonly number[]): string => `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;

/** The bytes before the data, for writers that stream the data: `descr` is NumPy's type string, such as `<f4`. */
export function encodeNpyHeader(descr: string, shape: readonly number[]): Uint8Array {
  const dictionary = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple(shape)}, }`;
  const fixed = NPY_MAGIC.length + VERSION.length + 2;
  const total = Math.ceil((fixed + dictionary.length + 1) / ALIGNMENT) * ALIGNMENT;
  const header = `${dictionary.padEnd(total - fixed - 1)}\n`;
  return Buffer.concat([
    NPY_MAGIC,
    Uint8Array.from([...VERSION, header.length & 0xff, header.length >> 8]),
    Buffer.from(header),
  ]);
}

function descrOf(data: Float32Array | Int32Array | BigInt64Array): string {
  if (data instanceof Float32Array) return '<f4';
  return data instanceof Int32Array ? '<i4' : '<i8';
}

function encodeStrings(strings: readonly string[]): Uint8Array {
  const rows = strings.map((text) => Array.from(text, (character) => character.codePointAt(0) ?? 0));
  const width = rows.reduce((longest, row) => Math.max(longest, row.length), 1);
  const data = new Uint32Array(rows.length * width);
  rows.forEach((row, i) => {
    data.set(row, i * width);
  });
  return Buffer.concat([encodeNpyHeader(`<U${width}`, [rows.length]), new Uint8Array(data.buffer)]);
}
