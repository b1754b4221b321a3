import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { encodeSafetensors, parseSafetensors, readSafetensors } from '../../../src/formats/safetensors.ts';
import { useTemporaryFolders } from '../../support/temporary.ts';

const temporaryFolder = useTemporaryFolders();

/** A file as the format describes it: u64 length of the header, the header, the data. */
function file(header: unknown, data: readonly number[] | Uint8Array = []): Uint8Array {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Uint8Array.from(Buffer.concat([length, text, Uint8Array.from(data)]));
}

const entry = (dtype: string, shape: unknown, offsets: unknown): object => ({
  dtype,
  shape,
  data_offsets: offsets,
});

/** IEEE 754: 1 = 0x3f800000, −2.5 = 0xc0200000, 0.1 ≈ 0x3dcccccd. */
const ONE = [0x00, 0x00, 0x80, 0x3f];
const MINUS_TWO_AND_A_HALF = [0x00, 0x00, 0x20, 0xc0];
const TENTH = [0xcd, 0xcc, 0xcc, 0x3d];

describe('parseSafetensors', () => {
  test('reads names, shapes, numbers and metadata', () => {
    const header = {
      __metadata__: { name: 'tiny' },
      'a/weights': entry('F32', [1, 2], [0, 8]),
      'a/biases': entry('F32', [], [8, 12]),
      none: entry('F32', [0, 3], [12, 12]),
    };
    const { weights, metadata } = parseSafetensors(
      file(header, [...ONE, ...MINUS_TWO_AND_A_HALF, ...TENTH]),
      'tiny.safetensors',
    );
    expect(metadata).toEqual({ name: 'tiny' });
    expect([...weights]).toEqual([
      ['a/weights', { shape: [1, 2], data: Float32Array.of(1, -2.5) }],
      ['a/biases', { shape: [], data: Float32Array.of(0.1) }],
      ['none', { shape: [0, 3], data: Float32Array.of() }],
    ]);
  });

  test.each([
    { padding: 0, what: 'copies what does not lie at a multiple of four', shared: false },
    { padding: 1, what: 'views what does', shared: true },
  ])('$what', ({ padding, shared }) => {
    const text = JSON.stringify({ a: entry('F32', [1], [0, 4]) });
    const bytes = file(text.padEnd(Math.ceil(text.length / 4) * 4 - 1 + padding), ONE);
    const data = parseSafetensors(bytes, 'tiny').weights.get('a')?.data;
    expect(data).toEqual(Float32Array.of(1));
    expect(data?.buffer === bytes.buffer).toBe(shared);
  });

  test('reads a Buffer that lies inside a larger one, at an odd place', () => {
    const bytes = file({ a: entry('F32', [1], [0, 4]) }, TENTH);
    const pool = Buffer.concat([Buffer.from('xyz'), bytes, Buffer.from('rest')]);
    const inside = pool.subarray(3, 3 + bytes.length);
    expect(parseSafetensors(inside, 'tiny').weights.get('a')?.data).toEqual(Float32Array.of(0.1));
  });

  test.each([
    // Half precision: 0x3c00 = 1, 0xc100 = −2.5, 0x0001 = 2⁻²⁴, 0x7c00 = infinite.
    {
      dtype: 'F16',
      raw: [0x00, 0x3c, 0x00, 0xc1, 0x01, 0x00, 0x00, 0x7c],
      numbers: [1, -2.5, 2 ** -24, Infinity],
    },
    // Double precision: 0xc004000000000000 = −2.5.
    { dtype: 'F64', raw: [0, 0, 0, 0, 0, 0, 0x04, 0xc0], numbers: [-2.5] },
  ])('reads $dtype as float32', ({ dtype, raw, numbers }) => {
    const bytes = file({ a: entry(dtype, [numbers.length], [0, raw.length]) }, raw);
    expect(parseSafetensors(bytes, 'tiny').weights.get('a')?.data).toEqual(Float32Array.from(numbers));
  });

  test('a tensor called __proto__ is a tensor', () => {
    const bytes = file(`{"__proto__":${JSON.stringify(entry('F32', [1], [0, 4]))}}`, ONE);
    expect([...parseSafetensors(bytes, 'tiny').weights.keys()]).toEqual(['__proto__']);
  });

  const huge = new Uint8Array(8).fill(0xff);
  const f32 = (shape: unknown, offsets: unknown): object => ({ a: entry('F32', shape, offsets) });
  test.each([
    ['nothing', new Uint8Array(0), 'safetensors-invalid', 'at least 8 bytes in bad.bin but found 0'],
    ['a huge header', huge, 'safetensors-invalid', 'at most 100000000 bytes in bad.bin but found a length of 1844'],
    ['a header beyond the end', file('{}').with(0, 99), 'file-truncated', '99 bytes at offset 8 of bad.bin'],
    ['no JSON', file('{"a"'), 'safetensors-invalid', 'a JSON object as header in bad.bin'],
    ['a list', file('[]'), 'safetensors-invalid', 'a JSON object as header in bad.bin but found "[]"'],
    ['numbers in the metadata', file({ __metadata__: { a: 1 } }), 'safetensors-invalid', 'found an object'],
    [
      'another type',
      file({ a: entry('I16', [1], [0, 1]) }, [0]),
      'safetensors-invalid',
      'of a in bad.bin but found that dtype is "I16", not one of F16, F32, F64, I8',
    ],
    ['an inherited type', file({ a: entry('toString', [0], [0, 0]) }), 'safetensors-invalid', 'dtype is "toString"'],
    [
      'an entry that is no object',
      file({ a: 1 }),
      'safetensors-invalid',
      'of a in bad.bin but found that it is 1, not an object',
    ],
    [
      'a type nested without end',
      file(`{"a":{"dtype":${'['.repeat(1e5)}${']'.repeat(1e5)}}}`),
      'safetensors-invalid',
      'found that dtype is a list of 1',
    ],
    [
      'a negative size',
      file(f32([-1], [0, 4]), ONE),
      'safetensors-invalid',
      'of a in bad.bin but found that shape[0] is -1',
    ],
    ['a fractional size', file(f32([0.5], [0, 2]), [0, 0]), 'safetensors-invalid', 'shape[0] is 0.5'],
    ['no place', file(f32([1], [0]), ONE), 'safetensors-invalid', 'data_offsets[1] is nothing'],
    [
      'a place that is not the shape’s',
      file(f32([2], [0, 4]), ONE),
      'safetensors-invalid',
      '8 bytes for a (2,) in bad.bin but found 4',
    ],
    ['a shape that overflows', file(f32([2 ** 40, 2 ** 40], [0, 4]), ONE), 'safetensors-invalid', 'but found 4'],
    ['an end before the start', file(f32([0], [4, 0]), ONE), 'safetensors-invalid', 'found -4'],
    [
      'a gap at the start',
      file(f32([1], [4, 8]), [...ONE, ...ONE]),
      'safetensors-invalid',
      'a to start at byte 0 of the data in bad.bin but found 4',
    ],
    [
      'an overlap',
      file({ ...f32([2], [0, 8]), b: entry('F32', [1], [4, 8]) }, [...ONE, ...ONE]),
      'safetensors-invalid',
      'b to start at byte 8',
    ],
    [
      'data that ends early',
      file(f32([2], [0, 8]), ONE),
      'safetensors-invalid',
      '8 bytes of data in bad.bin but found 4',
    ],
    [
      'data left over',
      file(f32([1], [0, 4]), [...ONE, 0]),
      'safetensors-invalid',
      '4 bytes of data in bad.bin but found 5',
    ],
  ])('refuses %s', (_, bytes, code, message) => {
    expect(() => parseSafetensors(bytes, 'bad.bin')).toThrow(
      expect.objectContaining({ name: 'FacekitError', code, message: expect.stringContaining(message) }),
    );
  });
});

describe('encodeSafetensors', () => {
  test('writes the bytes that the format asks for, in the order of the names', () => {
    const tensors = new Map([
      ['b', { shape: [1, 1], data: Float32Array.of(-2.5) }],
      ['a', { shape: [], data: Float32Array.of(1) }],
    ]);
    const bytes = Buffer.from(encodeSafetensors(tensors, { y: 'é', x: '1' }));
    const header =
      '{"__metadata__":{"x":"1","y":"é"},' +
      '"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},' +
      '"b":{"dtype":"F32","shape":[1,1],"data_offsets":[4,8]}}';
    // 142 bytes of text (é is two), filled up with spaces to 144.
    expect(bytes.readBigUInt64LE()).toBe(144n);
    expect(bytes.subarray(8, 152).toString()).toBe(header + ' '.repeat(2));
    expect([...bytes.subarray(152)]).toEqual([...ONE, ...MINUS_TWO_AND_A_HALF]);
  });

  test('writes int8 as bytes behind the floats, and reads them again', () => {
    const tensors = new Map([
      ['a', { shape: [3], data: Float32Array.of(-128, 127, 0) }],
      ['b', { shape: [1], data: Float32Array.of(1) }],
    ]);
    const bytes = encodeSafetensors(tensors, {}, new Set(['a']));
    expect([...bytes.subarray(-7)]).toEqual([...ONE, 0x80, 0x7f, 0]);
    expect(parseSafetensors(bytes, 'a').weights).toEqual(new Map([...tensors].reverse()));
  });

  test.each([[0.5], [128], [-0], [NaN]])('refuses to write %d as a byte', (value) => {
    const tensors = new Map([['a', { shape: [1], data: Float32Array.of(value) }]]);
    expect(() => encodeSafetensors(tensors, {}, new Set(['a']))).toThrow(/integers from −128 to 127/);
  });

  test('without tensors and metadata it is an empty header', () => {
    expect([...encodeSafetensors(new Map(), {})]).toEqual([8, 0, 0, 0, 0, 0, 0, 0, ...Buffer.from('{}      ')]);
  });

  test.each([
    ['data of another size', 'a', [2], 'Expected 2 numbers for a (2,) but received 1'],
    ['the reserved name', '__metadata__', [1], 'other than __metadata__'],
  ])('refuses %s', (_, name, shape, message) => {
    const tensors = new Map([[name, { shape, data: Float32Array.of(1) }]]);
    expect(() => encodeSafetensors(tensors, {})).toThrow(message);
  });
});

describe('readSafetensors', () => {
  test('reads a file', async () => {
    const location = path.join(temporaryFolder(), 'tiny.safetensors');
    await writeFile(location, file({ a: entry('F32', [1], [0, 4]) }, ONE));
    const { weights } = await readSafetensors(location);
    expect(weights.get('a')?.data).toEqual(Float32Array.of(1));
  });

  test('a missing file is named', async () => {
    await expect(readSafetensors('/nowhere/w.safetensors')).rejects.toMatchObject({
      code: 'file-not-found',
      message: expect.stringContaining('/nowhere/w.safetensors'),
    });
  });
});
