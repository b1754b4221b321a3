import { describe, expect, test } from '@jest/globals';
import { readNpy } from '../../../src/formats/npy.ts';

/** A file as the format describes it; the header is not padded, which readers must not ask for. */
function npy(header: string, data: Uint8Array = new Uint8Array(), version = 1): Uint8Array {
  const text = Buffer.from(header);
  const length = Buffer.alloc(version === 1 ? 2 : 4);
  length.writeUIntLE(text.length, 0, length.length);
  return Buffer.concat([Uint8Array.of(0x93), Buffer.from('NUMPY'), Uint8Array.of(version, 0), length, text, data]);
}

const header = (descr: string, order: 'True' | 'False', shape: string): string =>
  `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }\n`;

const bytesOf = (data: Float32Array | Float64Array | Uint16Array): Uint8Array => new Uint8Array(data.buffer);

/** Written by NumPy 1.24: np.save of np.arange(6).reshape(2, 3) / 4 - 0.5 as float32, and of np.arange(24.).reshape(2, 3, 4) in Fortran order. */
const NUMPY_FLOAT32 =
  'k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAC/AACAvgAAAAAAAIA+AAAAPwAAQD8=';
const NUMPY_FORTRAN =
  'k05VTVBZAQB2AHsnZGVzY3InOiAnPGY4JywgJ2ZvcnRyYW5fb3JkZXInOiBUcnVlLCAnc2hhcGUnOiAoMiwgMywgNCksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAAAAAAAAAAAChAAAAAAAAAEEAAAAAAAAAwQAAAAAAAACBAAAAAAAAANEAAAAAAAADwPwAAAAAAACpAAAAAAAAAFEAAAAAAAAAxQAAAAAAAACJAAAAAAAAANUAAAAAAAAAAQAAAAAAAACxAAAAAAAAAGEAAAAAAAAAyQAAAAAAAACRAAAAAAAAANkAAAAAAAAAIQAAAAAAAAC5AAAAAAAAAHEAAAAAAAAAzQAAAAAAAACZAAAAAAAAAN0A=';

describe('readNpy', () => {
  test.each([
    {
      what: 'float32 in C order',
      file: NUMPY_FLOAT32,
      shape: [2, 3],
      values: [-0.5, -0.25, 0, 0.25, 0.5, 0.75],
    },
    {
      what: 'float64 in Fortran order',
      file: NUMPY_FORTRAN,
      shape: [2, 3, 4],
      values: [...Array(24).keys()],
    },
  ])('reads what NumPy wrote: $what', ({ file, shape, values }) => {
    const tensor = readNpy(Buffer.from(file, 'base64'), 'a.npy');
    expect(tensor.shape).toEqual(shape);
    expect([...tensor.data]).toEqual(values);
  });

  test.each([
    { what: 'a scalar', descr: "'<f4'", shape: '()', data: Float32Array.of(1.5), expected: [] },
    { what: 'one axis', descr: "'<f4'", shape: '(1,)', data: Float32Array.of(1.5), expected: [1] },
    { what: 'float16', descr: "'<f2'", shape: '(1, 1)', data: Uint16Array.of(0x3e00), expected: [1, 1] },
    { what: 'float64', descr: "'<f8'", shape: '(1, 1)', data: Float64Array.of(1.5), expected: [1, 1] },
    {
      what: 'a shape of Python 2',
      descr: "'<f4'",
      shape: '(1L, 1L)',
      data: Float32Array.of(1.5),
      expected: [1, 1],
    },
  ])('reads $what', ({ descr, shape, data, expected }) => {
    const tensor = readNpy(npy(header(descr, 'False', shape), bytesOf(data)), 'a.npy');
    expect(tensor).toEqual({ shape: expected, data: Float32Array.of(1.5) });
  });

  test.each([
    ['two axes', '(1099511627776, 0)', [2 ** 40, 0]],
    ['four', '(256, 2147483648, 0, 1)', [256, 2 ** 31, 0, 1]],
    ['a product beyond all numbers', `(${'9'.repeat(300)}, ${'9'.repeat(300)}, 0)`, [1e300, 1e300, 0]],
  ])('nothing in Fortran order with sides without end is nothing: %s', (_, shape, expected) => {
    expect(readNpy(npy(header("'<f4'", 'True', shape)), 'a.npy')).toEqual({
      shape: expected,
      data: new Float32Array(),
    });
  });

  test.each([1, 2, 3])('reads format %d', (version) => {
    const file = npy(header("'<f4'", 'False', '(2,)'), bytesOf(Float32Array.of(1, 2)), version);
    expect(readNpy(file, 'a.npy')).toEqual({ shape: [2], data: Float32Array.of(1, 2) });
  });

  const refused = (
    what: string,
    file: Uint8Array,
    code: string,
    message: RegExp,
  ): { what: string; file: Uint8Array; code: string; message: RegExp } => ({ what, file, code, message });
  const pair = bytesOf(Float32Array.of(1, 2));
  test.each([
    refused('Python objects', npy(header("'|O'", 'False', '(1,)')), 'npy-invalid', /pickle that could run code/),
    refused(
      'big-endian numbers',
      npy(header("'>f4'", 'False', '(2,)'), pair),
      'npy-invalid',
      /<f2, <f4, <f8.*type >f4/,
    ),
    refused('integers', npy(header("'<i4'", 'False', '(2,)'), pair), 'npy-invalid', /type <i4/),
    refused('records', npy(header("[('a', '<f4')]", 'False', '(2,)'), pair), 'npy-invalid', /structured/),
    refused('too few numbers', npy(header("'<f4'", 'False', '(3,)'), pair), 'npy-invalid', /\(3,\), 12 bytes.*8 bytes/),
    refused('too many numbers', npy(header("'<f4'", 'False', '(1,)'), pair), 'npy-invalid', /4 bytes.*8 bytes/),
    refused(
      'a shape beyond memory',
      npy(header("'<f4'", 'False', '(99999999, 99999999)'), pair),
      'npy-invalid',
      /8 bytes/,
    ),
    refused(
      'Fortran order of five axes',
      npy(header("'<f4'", 'True', '(2, 1, 1, 1, 1)'), pair),
      'npy-invalid',
      /at most 4 axes in Fortran order.*found 5/,
    ),
    refused('a header without a shape', npy("{'descr': '<f4', 'fortran_order': False}"), 'npy-invalid', /header with/),
    refused('another format', npy(header("'<f4'", 'False', '(2,)'), pair, 4), 'npy-invalid', /format 4/),
    refused('another file', Buffer.from('PK\x03\x04 and so on'), 'npy-invalid', /a \.npy file/),
    refused('a cut header', npy(header("'<f4'", 'False', '(2,)')).subarray(0, 30), 'file-truncated', /a\.npy.*cut off/),
  ])('refuses $what', ({ file, code, message }) => {
    const read = (): unknown => readNpy(file, 'a.npy');
    expect(read).toThrow(expect.objectContaining({ name: 'FacekitError', code }));
    expect(read).toThrow(message);
  });
});
