import { describe, expect, test } from '@jest/globals';
import { encodeNpy, encodeNpyHeader } from '../../../src/formats/npy-encode.ts';
import { readNpy } from '../../../src/formats/npy.ts';

/** Files of NumPy 1.24: np.save of the same arrays. */
const NUMPY = {
  float32:
    'k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAC/AACAvgAAAAAAAIA+AAAAPwAAQD8=',
  int32:
    'k05VTVBZAQB2AHsnZGVzY3InOiAnPGk0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDMsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoBAAAA/v///wMAAAA=',
  int64:
    'k05VTVBZAQB2AHsnZGVzY3InOiAnPGk4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAEAAP//////////',
  strings:
    'k05VTVBZAQB2AHsnZGVzY3InOiAnPFU1JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDMsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIApBAAAAbgAAAG4AAAAAAAAAAAAAAFoAAABvAAAA6wAAACAAAABC9gEAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
  noStrings:
    'k05VTVBZAQB2AHsnZGVzY3InOiAnPFUxJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDAsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAo=',
};

describe('encodeNpy', () => {
  test.each([
    {
      what: 'float32',
      array: { shape: [2, 3], data: Float32Array.of(-0.5, -0.25, 0, 0.25, 0.5, 0.75) },
      file: NUMPY.float32,
    },
    { what: 'int32', array: { shape: [3], data: Int32Array.of(1, -2, 3) }, file: NUMPY.int32 },
    { what: 'int64', array: { shape: [2], data: BigInt64Array.of(2n ** 40n, -1n) }, file: NUMPY.int64 },
    {
      what: 'strings beyond the basic plane',
      array: { strings: ['Ann', 'Zoë 🙂', ''] },
      file: NUMPY.strings,
    },
    { what: 'no strings', array: { strings: [] }, file: NUMPY.noStrings },
  ])('writes $what, byte for byte as NumPy does', ({ array, file }) => {
    expect(Buffer.from(encodeNpy(array)).toString('base64')).toBe(file);
  });

  test('writes only the part of a buffer that the array covers', () => {
    const data = Float32Array.of(1, 2, 3, 4).subarray(1, 3);
    expect(readNpy(encodeNpy({ shape: [1, 2], data }), 'a.npy')).toEqual({
      shape: [1, 2],
      data: Float32Array.of(2, 3),
    });
  });

  test('refuses data that is not of the shape', () => {
    expect(() => encodeNpy({ shape: [2, 2], data: new Float32Array(3) })).toThrow(
      /4 numbers for the shape \(2, 2\).*3/,
    );
  });
});

test.each([
  [1, [7]],
  [512, [123_456_789, 512]],
  [3, Array.from({ length: 40 }, () => 1)],
])('encodeNpyHeader fills a multiple of 64 bytes (%#)', (_, shape) => {
  const header = encodeNpyHeader('<f4', shape);
  expect(header.length % 64).toBe(0);
  expect(header.at(-1)).toBe(0x0a);
  expect(header.length).toBe(10 + (header[8] ?? 0) + 256 * (header[9] ?? 0));
});
