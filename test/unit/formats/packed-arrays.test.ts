import { expect, test } from '@jest/globals';
import { packArrays, unpackArrays } from '../../../src/formats/packed-arrays.ts';

const ARRAYS = [
  Int32Array.of(-1, 2, 3),
  Uint8Array.of(1, 2, 3, 4, 5),
  Uint32Array.of(2 ** 32 - 1),
  new Float32Array(0),
  Float64Array.of(Math.PI, -0, 1e300),
  Float32Array.of(0.5),
];

test('arrays are what they were, with what is said about them', () => {
  const about = { names: ['é', '"'], count: 3 };
  expect(unpackArrays(packArrays(about, ARRAYS))).toEqual({ about, arrays: ARRAYS });
});

test('bytes of which any was changed, or that are cut off, are told', () => {
  const bytes = packArrays('about', ARRAYS);
  // The last four bytes of the start mean nothing.
  for (let i = 0; i < bytes.length; i += i === 11 ? 5 : 1) {
    const changed = bytes.slice();
    changed[i] = (changed[i] ?? 0) ^ 16;
    expect(unpackArrays(changed)).toBeUndefined();
  }
  for (const length of [0, 15, 16, bytes.length - 1]) expect(unpackArrays(bytes.slice(0, length))).toBeUndefined();
});
