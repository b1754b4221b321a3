import { deflateSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { looksLikeMat, readMat } from '../../../../src/formats/matlab/read-mat.ts';
import { detectionFixture } from '../../../support/faces/detection-fixture.ts';

const { mat } = detectionFixture();
const bytesOf = (base64: string): Uint8Array => Uint8Array.from(Buffer.from(base64, 'base64'));
const plain = bytesOf(mat.plain);
const compressed = bytesOf(mat.compressed);

/** The bytes with some of them replaced. */
const changed = (bytes: Uint8Array, at: number, values: readonly number[]): Uint8Array => {
  const copy = bytes.slice();
  copy.set(values, at);
  return copy;
};

describe.each([
  ['plain', plain],
  ['compressed', compressed],
])('a MATLAB file that SciPy wrote, %s', (_, bytes) => {
  const variables = readMat(bytes, 'list.mat');

  test('has cells in cells', () => {
    const parade = { kind: 'text', text: '0--Parade' };
    expect(variables.get('event_list')).toMatchObject({
      kind: 'cells',
      shape: [2, 1],
      cells: [parade, { text: '1--Übung' }],
    });
    expect(variables.get('file_list')).toMatchObject({
      cells: [{ cells: [{ text: 'a_1' }, { text: 'a_2' }] }, { shape: [1, 1] }],
    });
  });

  test('has numbers column by column, of whatever kind', () => {
    const boxes = { kind: 'numbers', shape: [2, 4], data: new Float64Array([10, 300, 20, 5, 30, 6, 40, 0]) };
    expect(variables.get('face_bbx_list')).toMatchObject({ cells: [{ cells: [boxes, { shape: [0, 4] }] }, {}] });
    expect(variables.get('half')).toEqual({
      kind: 'numbers',
      shape: [2, 3],
      data: new Float64Array([0.5, 2, 1, 2.5, 1.5, 3]),
    });
    expect(variables.get('large')).toMatchObject({ data: new Float64Array([-(2 ** 40)]) });
  });

  test('has what is not read as such', () => {
    expect(variables.get('imaginary')).toEqual({ kind: 'other', shape: [1, 1] });
    expect(variables.get('record')).toEqual({ kind: 'other', shape: [1, 1] });
  });
});

describe('what is no MATLAB file', () => {
  const header = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.padEnd(128)));
  const cases: [string, Uint8Array, RegExp][] = [
    ['something else', Uint8Array.from(Buffer.from('x'.repeat(200))), /does not begin like one/],
    ['nothing', new Uint8Array(), /does not begin like one/],
    ['version 7.3', header('MATLAB 7.3 MAT-file'), /write it with `save -v7`/],
    ['big-endian numbers', changed(plain, 126, [0x4d, 0x49]), /big-endian/],
    ['a damaged header', changed(plain, 124, [9, 9]), /header is damaged/],
    ['an unknown element', changed(plain, 128, [77]), /an element of type 77/],
    ['a compressed part of rubbish', changed(compressed, 140, [1, 2, 3, 4, 5]), /does not unpack/],
  ];
  test.each(cases)('%s is refused in a sentence', (_, bytes, message) => {
    expect(() => readMat(bytes, 'list.mat')).toThrow(message);
    expect(() => readMat(bytes, 'list.mat')).toThrow(/^Expected a MATLAB file \(version 5\) in list\.mat but .*\.$/);
  });

  test('a file that ends early is said to', () => {
    expect(() => readMat(plain.subarray(0, plain.length - 40), 'list.mat')).toThrow(/cut off or damaged/);
  });

  test('a bomb is not unpacked', () => {
    const packed = deflateSync(Buffer.alloc(2 ** 26 + 1));
    const tag = Buffer.alloc(8);
    tag.writeUInt32LE(15, 0);
    tag.writeUInt32LE(packed.length, 4);
    const bomb = Buffer.concat([plain.subarray(0, 128), tag, packed]);
    expect(() => readMat(bomb, 'list.mat')).toThrow(/does not unpack/);
  });

  test('lengths that lie are refused: every byte of the file replaced in turn', () => {
    for (let at = 128; at < plain.length; at += 3) {
      try {
        readMat(changed(plain, at, [0xff, 0xff]), 'list.mat');
      } catch (error) {
        expect(['mat-invalid', 'file-truncated']).toContain((error as { code?: string }).code);
      }
    }
  });

  test('is told by its first bytes', () => {
    expect([looksLikeMat(plain), looksLikeMat(new Uint8Array(4))]).toEqual([true, false]);
  });
});
