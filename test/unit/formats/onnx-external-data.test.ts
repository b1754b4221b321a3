import { describe, expect, test } from '@jest/globals';
import { hasExternalData } from '../../../src/formats/onnx-external-data.ts';
import { readWeightFixture } from '../../support/networks/weights.ts';

const varint = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >> 7)]);

/** A field of protobuf that holds a message, text or bytes. */
const field = (number: number, content: Uint8Array | string): Buffer => {
  const bytes = Buffer.from(content);
  return Buffer.concat([Buffer.from([...varint(number * 8 + 2), ...varint(bytes.length)]), bytes]);
};

/** TensorProto with `data_location: EXTERNAL` and a place in another file. */
const tensor = Buffer.concat([
  field(8, 'w'),
  field(13, Buffer.concat([field(1, 'location'), field(2, '../../weights.bin')])),
  Buffer.from([14 * 8, 1]),
]);
const graphOf = (attribute: Uint8Array): Buffer => field(7, field(1, field(5, attribute)));
const nested = (depth: number): Buffer =>
  depth === 0 ? field(1, field(5, field(5, tensor))) : field(1, field(5, field(6, nested(depth - 1))));

describe('weights in another file are found', () => {
  test.each([
    ['an initializer', field(7, field(5, tensor))],
    ['a sparse initializer', field(7, field(15, field(1, tensor)))],
    ['the indices of one', field(7, field(15, field(2, tensor)))],
    ['a constant', graphOf(field(5, tensor))],
    ['one of several tensors of a node', graphOf(Buffer.concat([field(10, field(8, 'x')), field(10, tensor)]))],
    ['a sparse constant', graphOf(field(22, field(1, tensor)))],
    ['a graph within a node', graphOf(field(6, field(5, tensor)))],
    ['a constant of one of its graphs', graphOf(field(11, field(1, field(5, field(5, tensor)))))],
    ['a graph in graphs in graphs', field(7, nested(20))],
    ['a function', field(25, field(7, field(5, field(5, tensor))))],
    ['training', field(20, field(2, field(5, tensor)))],
    ['a graph of several', Buffer.concat([field(7, field(5, tensor)), field(7, field(2, 'g'))])],
    ['a place without a flag', field(7, field(5, field(13, field(1, 'location'))))],
  ])('%s', (_, model) => {
    expect(hasExternalData(model, 'x.onnx')).toBe(true);
  });

  test('a model that holds its weights itself has none', () => {
    expect(hasExternalData(readWeightFixture('embedder.onnx'), 'x.onnx')).toBe(false);
  });

  test('graphs nested without end are refused', () => {
    expect(() => hasExternalData(field(7, nested(40)), 'x.onnx')).toThrow(
      expect.objectContaining({ code: 'onnx-invalid' }),
    );
  });
});
