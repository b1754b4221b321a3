import { FacekitError } from '../core/errors.ts';
import { sizeOf, type Tensor } from '../core/tensor.ts';
import { transpose } from '../tensor/permute.ts';
import { ByteReader } from './byte-reader.ts';
import { decodeFloats, FLOAT_BYTES, type FloatType } from './float-data.ts';
import { formatShape } from './format-shape.ts';

export const NPY_MAGIC = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59);

const FLOAT_TYPES: Readonly<Record<string, FloatType>> = {
  '<f2': 'float16',
  '<f4': 'float32',
  '<f8': 'float64',
};

/** As many as `transpose` turns. */
const MOST_FORTRAN_AXES = 4;

/**
 * Reads a `.npy` file (format 1, 2 or 3) of little-endian float16, float32 or float64 in C order, or with at most four axes in Fortran order.
 *
 * @returns float32 in C order, of the shape in the file; a scalar has the shape ().
 * @throws FacekitError `npy-invalid` (another format or element type, a data size that is not the shape's),
 * `file-truncated`. Object arrays are pickles and are never read.
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export function readNpy(bytes: Uint8Array, source: string): Tensor<Float32Array> {
  const reader = new ByteReader(bytes, source);
  const { descr, fortranOrder, shape } = parseHeader(readHeader(reader), source);
  const type = FLOAT_TYPES[descr];
  if (!type) throw refuseType(descr, source);
  const expected = sizeOf(shape) * FLOAT_BYTES[type];
  if (reader.remaining !== expected)
    throw invalid(source, `data of shape ${formatShape(shape)}, ${expected} bytes`, `${reader.remaining} bytes`);
  if (fortranOrder && shape.length > MOST_FORTRAN_AXES)
    throw invalid(source, `at most ${MOST_FORTRAN_AXES} axes in Fortran order`, `${shape.length}`);
  const data = decodeFloats(reader.take(expected), type);
  return fortranOrder ? fromFortranOrder(shape, data) : { shape, data };
}

function readHeader(reader: ByteReader): string {
  const magic = reader.take(NPY_MAGIC.length);
  if (!magic.every((byte, i) => byte === NPY_MAGIC[i])) throw invalid(reader.source, 'a .npy file', 'something else');
  const major = reader.uint8();
  reader.uint8();
  if (major < 1 || major > 3) throw invalid(reader.source, '.npy format 1, 2 or 3', `format ${major}`);
  return reader.utf8(major === 1 ? reader.uint16() : reader.uint32());
}

interface NpyHeader {
  readonly descr: string;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
}

/** The header is a Python dictionary literal; only the three entries of the format are looked for. */
function parseHeader(header: string, source: string): NpyHeader {
  const descr = /'descr'\s*:\s*(?:'([^']*)'|(\[))/.exec(header);
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(header)?.[1];
  const shape = /'shape'\s*:\s*\(([\d\sL,]*)\)/.exec(header)?.[1];
  if (!descr || order === undefined || shape === undefined)
    throw invalid(source, "a header with 'descr', 'fortran_order' and 'shape'", JSON.stringify(header.slice(0, 120)));
  return {
    descr: descr[1] ?? 'structured',
    fortranOrder: order === 'True',
    shape: (shape.match(/\d+/g) ?? []).map(Number),
  };
}

function refuseType(descr: string, source: string): FacekitError {
  if (descr.includes('O'))
    return invalid(source, 'numbers', `Python objects (type ${descr}), a pickle that could run code; refused unread`);
  return invalid(source, `float numbers (${Object.keys(FLOAT_TYPES).join(', ')})`, `type ${descr}`);
}

/** Column-major data of (a, b, c) is row-major data of (c, b, a). */
function fromFortranOrder(shape: readonly number[], data: Float32Array): Tensor<Float32Array> {
  return transpose({ shape: shape.toReversed(), data }, [...shape.keys()].reverse());
}

const invalid = (source: string, expected: string, found: string): FacekitError =>
  new FacekitError('npy-invalid', `Expected ${expected} in ${source} but found ${found}.`);
