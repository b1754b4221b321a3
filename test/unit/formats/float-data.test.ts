import { describe, expect, test } from '@jest/globals';
import { decodeFloats } from '../../../src/formats/float-data.ts';

describe('decodeFloats', () => {
  /** NumPy: np.array([bits], '<u2').view('<f2') */
  test.each([
    [0x0000, 0],
    [0x8000, -0],
    [0x0001, 5.960464477539063e-8],
    [0x03ff, 6.097555160522461e-5],
    [0x0400, 6.103515625e-5],
    [0x3c00, 1],
    [0x3555, 0.333251953125],
    [0xc580, -5.5],
    [0x7bff, 65504],
    [0x7c00, Infinity],
    [0xfc00, -Infinity],
    [0x7e00, NaN],
  ])('float16 0x%s is %d', (bits, value) => {
    const bytes = Buffer.alloc(2);
    bytes.writeUInt16LE(bits);
    expect(decodeFloats(bytes, 'float16')[0]).toBe(value);
  });

  test.each(['float32', 'float64'] as const)('%s that is not aligned, in memory of its own', (type) => {
    const file = Buffer.alloc(1 + 16);
    file.writeFloatLE(1.5, 1);
    if (type === 'float64') file.writeDoubleLE(1.5, 1);
    const numbers = decodeFloats(file.subarray(1), type);
    file.fill(0);
    expect(numbers[0]).toBe(1.5);
    expect(numbers).toHaveLength(type === 'float32' ? 4 : 2);
  });

  test('leaves out a rest that is shorter than a number', () => {
    expect(decodeFloats(new Uint8Array(11), 'float32')).toHaveLength(2);
  });
});
