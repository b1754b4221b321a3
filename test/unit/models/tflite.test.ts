import { describe, expect, test } from '@jest/globals';
import { Builder } from 'flatbuffers';
import { readTflite } from '../../../models/tflite.mjs';

/** What varies from file to file in these tests. */
interface Variation {
  identifier?: string;
  graphs?: number;
  /** Place of the convolution's input among three tensors. */
  input?: number;
  weightsShape?: number[];
}

/** A graph of one 1×1 convolution (stride 2, VALID) and one ABS, written by the FlatBuffers library itself. */
function build({
  identifier = 'TFL3',
  graphs = 1,
  input = 0,
  weightsShape = [1, 1, 1, 2],
}: Variation = {}): Uint8Array {
  const b = new Builder(256);
  const ints = (numbers: readonly number[]): number => {
    b.startVector(4, numbers.length, 4);
    for (const number of numbers.toReversed()) b.addInt32(number);
    return b.endVector();
  };
  const offsets = (tables: readonly number[]): number => {
    b.startVector(4, tables.length, 4);
    for (const table of tables.toReversed()) b.addOffset(table);
    return b.endVector();
  };
  const table = (fields: number, add: () => void): number => {
    b.startObject(fields);
    add();
    return b.endObject();
  };
  const buffer = (raw: ArrayBuffer): number => {
    const data = b.createByteVector(new Uint8Array(raw));
    return table(1, () => {
      b.addFieldOffset(0, data, 0);
    });
  };
  const tensor = (name: string, shape: readonly number[], bufferPlace: number): number => {
    const [nameOffset, shapeOffset] = [b.createString(name), ints(shape)];
    return table(4, () => {
      b.addFieldOffset(0, shapeOffset, 0);
      b.addFieldInt32(2, bufferPlace, 0);
      b.addFieldOffset(3, nameOffset, 0);
    });
  };
  const operator = (opcode: number, places: readonly [number[], number[]], options: number): number => {
    const [inputs, outputs] = places.map(ints) as [number, number];
    return table(5, () => {
      b.addFieldInt32(0, opcode, 0);
      b.addFieldOffset(1, inputs, 0);
      b.addFieldOffset(2, outputs, 0);
      b.addFieldOffset(4, options, 0);
    });
  };
  const convOptions = table(6, () => {
    b.addFieldInt8(0, 1, 0); // padding: VALID
    b.addFieldInt32(1, 2, 0); // stride_w
    b.addFieldInt32(2, 3, 0); // stride_h
    b.addFieldInt8(3, 1, 0); // fused_activation_function: RELU
  });
  const conv = operator(0, [[input, 1, -1], [2]], convOptions);
  const abs = operator(1, [[2], [2]], 0);
  const tensors = [
    tensor('image', [1, 4, 4, 2], 0),
    tensor('weights', weightsShape, 1),
    tensor('out', [1, 2, 2, 1], 0),
  ];
  const [tensorList, operators, inputs, outputs] = [offsets(tensors), offsets([conv, abs]), ints([0]), ints([2])];
  const graph = table(4, () => {
    b.addFieldOffset(0, tensorList, 0);
    b.addFieldOffset(1, inputs, 0);
    b.addFieldOffset(2, outputs, 0);
    b.addFieldOffset(3, operators, 0);
  });
  const codes = offsets([
    table(4, () => {
      b.addFieldInt8(0, 3, 0);
    }), // CONV_2D in the first field, as old files have it
    table(4, () => {
      b.addFieldInt32(3, 101, 0);
    }), // ABS in the last, as new files have it
  ]);
  const graphList = offsets(Array.from({ length: graphs }, () => graph));
  const buffers = offsets([buffer(new ArrayBuffer(0)), buffer(Float32Array.of(1.5, -2).buffer)]);
  const model = table(5, () => {
    b.addFieldInt32(0, 3, 0);
    b.addFieldOffset(1, codes, 0);
    b.addFieldOffset(2, graphList, 0);
    b.addFieldOffset(4, buffers, 0);
  });
  b.finish(model, identifier);
  return Uint8Array.from(b.asUint8Array());
}

describe('readTflite', () => {
  test('reads operators in order and constant tensors', () => {
    expect(readTflite(build(), 'tiny.tflite')).toEqual({
      operators: [
        {
          name: 'CONV_2D',
          inputs: [0, 1, -1],
          outputs: [2],
          options: {
            padding: 'VALID',
            strideWidth: 2,
            strideHeight: 3,
            activation: 'RELU',
            dilationWidth: 1,
            dilationHeight: 1,
          },
        },
        { name: 'ABS', inputs: [2], outputs: [2], options: {} },
      ],
      tensors: [
        { name: 'image', shape: [1, 4, 4, 2], type: 'float32', data: undefined },
        { name: 'weights', shape: [1, 1, 1, 2], type: 'float32', data: Float32Array.of(1.5, -2) },
        { name: 'out', shape: [1, 2, 2, 1], type: 'float32', data: undefined },
      ],
      inputs: [0],
      outputs: [2],
    });
  });

  test('reads a Buffer that lies inside a larger one, at an odd place', () => {
    const bytes = build();
    const pool = Buffer.concat([Buffer.from('x'), bytes, Buffer.from('rest')]);
    const { tensors } = readTflite(pool.subarray(1, 1 + bytes.length), 'tiny.tflite');
    expect(tensors[1]?.data).toEqual(Float32Array.of(1.5, -2));
  });

  test.each([
    { variation: { identifier: 'TFL2' }, message: 'the identifier TFL3 in bad.tflite but found "TFL2"' },
    { variation: { graphs: 2 }, message: 'one graph in bad.tflite but found 2' },
    { variation: { graphs: 0 }, message: 'one graph in bad.tflite but found 0' },
    { variation: { input: 3 }, message: 'tensors below 3 in bad.tflite but found tensor 3' },
    { variation: { input: -2 }, message: 'tensors below 3 in bad.tflite but found tensor -2' },
    {
      variation: { weightsShape: [3] },
      message: '3 numbers for weights (3,) in bad.tflite but found 8 bytes',
    },
  ])('refuses $variation', ({ variation, message }) => {
    expect(() => readTflite(build(variation), 'bad.tflite')).toThrow(message);
  });

  test('a file cut off anywhere, or with any byte damaged, is read or refused, never another error', () => {
    const whole = build();
    const cut = Array.from(whole, (_, length) => whole.subarray(0, length));
    const damaged = Array.from(whole, (byte, place) => whole.with(place, byte ^ 0xff));
    const outcomes = [...cut, ...damaged].map((bytes) => outcomeOf(() => readTflite(bytes, 'bad.tflite')));
    expect(new Set(outcomes)).toEqual(new Set(['file-truncated', 'refused', 'read']));
  });
});

function outcomeOf(read: () => unknown): unknown {
  try {
    read();
    return 'read';
  } catch (error) {
    if (!(error instanceof Error)) return error;
    if ('code' in error) return error.code;
    return error.message.endsWith('the file is damaged or of another kind.') ? 'refused' : error;
  }
}
