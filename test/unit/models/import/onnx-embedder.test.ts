import { describe, expect, test } from '@jest/globals';
import type { OnnxTensor, OnnxValue } from '../../../../src/tensor/onnx-graph.ts';
import { encodeModel } from '../../../../src/tensor/onnx/protobuf-encoder.ts';
import { describeOnnx, type OnnxOptions } from '../../../../src/models/import/onnx-embedder.ts';
import { readWeightFixture } from '../../../support/networks/weights.ts';

type Shape = readonly (number | string)[];

interface Sketch {
  readonly input?: Shape;
  readonly type?: OnnxValue['type'];
  readonly outputs?: Readonly<Record<string, Shape>>;
  readonly initializers?: readonly OnnxTensor[];
}

function model({
  input = ['n', 3, 112, 112],
  type = 'float32',
  outputs = { fc1: ['n', 512] },
  initializers = [],
}: Sketch) {
  return encodeModel({
    name: 'sketch',
    nodes: [],
    initializers,
    inputs: [{ name: 'data', type, shape: input }],
    outputs: Object.entries(outputs).map(([name, shape]) => ({ name, type: 'float32', shape })),
  }).bytes;
}

const said: OnnxOptions = { standardisation: { mean: 127.5, std: 127.5 }, alignment: { kind: 'similarity' } };
const description = {
  inputSize: 112,
  layout: 'nchw',
  colour: 'rgb',
  standardisation: { mean: 127.5, std: 127.5 },
  alignment: { kind: 'similarity' },
  input: { name: 'data', type: 'float32' },
  output: 'fc1',
  batch: 'any',
  dimension: 512,
};

describe('describeOnnx', () => {
  test('of a model that PyTorch exported', () => {
    expect(describeOnnx(readWeightFixture('embedder.onnx'), 'embedder.onnx', said)).toEqual({
      ...description,
      inputSize: 8,
      input: { name: 'input', type: 'float32' },
      output: 'embedding',
      dimension: 4,
    });
  });

  test.each<[string, Sketch, OnnxOptions, object]>([
    ['all in the file', {}, {}, {}],
    [
      'channels last',
      { input: [1, 96, 96, 3], type: 'uint8' },
      {},
      { layout: 'nhwc', inputSize: 96, batch: 1, input: { name: 'data', type: 'uint8' } },
    ],
    ['size left open', { input: ['n', 3, 'h', 'w'] }, { inputSize: 160 }, { inputSize: 160 }],
    [
      'all left open',
      { input: ['a', 'b', 'c', 'd'] },
      { inputSize: 160, layout: 'nhwc' },
      { inputSize: 160, layout: 'nhwc' },
    ],
    ['other colours', {}, { colour: 'bgr' }, { colour: 'bgr' }],
    ['several outputs', { outputs: { a: [1, 7], fc1: [1, 512] } }, { output: 'fc1' }, {}],
    ['axes of one', { outputs: { fc1: ['n', 512, 1, 1] } }, {}, {}],
  ])('with %s', (_, sketch, options, expected) => {
    expect(describeOnnx(model(sketch), 'a.onnx', { ...said, ...options })).toEqual({ ...description, ...expected });
  });

  const large = { name: 'w', shape: [5000], data: new Float32Array(5000) };
  test.each<[string, Sketch, OnnxOptions, string, RegExp]>([
    [
      'another number of axes',
      { input: ['n', 512] },
      {},
      'onnx-unsuitable',
      /four axes.* found data float32 \(n, 512\)/,
    ],
    ['grey images', { input: ['n', 1, 112, 112] }, {}, 'onnx-unsuitable', /three colours .*\(n, 1, 112, 112\)/],
    ['an oblong input', { input: ['n', 3, 112, 96] }, {}, 'onnx-unsuitable', /square input/],
    ['a huge input', { input: ['n', 3, 4096, 4096] }, {}, 'onnx-unsuitable', /at most 1024/],
    ['a size that nobody says', { input: ['n', 3, 'h', 'w'] }, {}, 'usage', /`inputSize` .*\(n, 3, h, w\)/],
    ['a size that is another', {}, { inputSize: 160 }, 'usage', /`inputSize: 112` .*received 160/],
    [
      'a layout that nobody says',
      { input: ['n', 'c', 'h', 'w'] },
      { inputSize: 112 },
      'usage',
      /`layout: nchw` or nhwc/,
    ],
    ['a layout that is another', {}, { layout: 'nhwc' }, 'usage', /`layout: nchw` .*received nhwc/],
    ['no standardisation', {}, { standardisation: undefined }, 'usage', /`standardization`/],
    ['no alignment', {}, { alignment: undefined }, 'usage', /`alignment`/],
    ['several outputs', { outputs: { a: ['n', 7], b: ['n', 512] } }, {}, 'usage', /\(a, b\) for `output`/],
    ['an output that is not there', {}, { output: 'x' }, 'usage', /\(fc1\) for `output` but received x/],
    ['a map as output', { outputs: { fc1: ['n', 512, 7, 7] } }, {}, 'onnx-unsuitable', /\(batch, dimension\)/],
    ['an embedding of unknown length', { outputs: { fc1: ['n', 'd'] } }, {}, 'onnx-unsuitable', /\(n, d\)/],
    ['weights in another file', { initializers: [large] }, {}, 'onnx-unsuitable', /save_as_external_data=False/],
  ])('refuses %s', (_, sketch, options, code, message) => {
    const describing = (): unknown => describeOnnx(model(sketch), 'a.onnx', { ...said, ...options });
    expect(describing).toThrow(expect.objectContaining({ name: 'FacekitError', code }));
    expect(describing).toThrow(message);
  });
});
