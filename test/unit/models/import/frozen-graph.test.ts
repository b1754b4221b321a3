import { describe, expect, test } from '@jest/globals';
import type { FacenetLayer } from '../../../../src/models/import/facenet-layers.ts';
import { importFrozenGraph } from '../../../../src/models/import/frozen-graph.ts';

/** A field of bytes or, for numbers, a varint; all lengths and numbers here are below 128. */
const field = (number: number, value: number | string | Uint8Array): Buffer => {
  if (typeof value === 'number') return Buffer.of(number * 8, value);
  const bytes = typeof value === 'string' ? Buffer.from(value) : value;
  return Buffer.concat([Buffer.of(number * 8 + 2, bytes.length), bytes]);
};
const FLOAT = 1;
const DOUBLE = 2;
const INT32 = 3;

/** TensorProto: type, shape, then fields 4 (content), 5 (float values) or 6 (double values). */
function tensor(type: number, shape: readonly number[], ...values: Buffer[]): Buffer {
  const dimensions = shape.map((size) => field(2, field(1, size)));
  return Buffer.concat([field(1, type), field(2, Buffer.concat(dimensions)), ...values]);
}
const floats = (...values: number[]): Buffer => Buffer.from(Float32Array.from(values).buffer);

function constant(name: string, value: Buffer): Buffer {
  const attribute = field(5, Buffer.concat([field(1, 'value'), field(2, field(8, value))]));
  return field(1, Buffer.concat([field(1, name), field(2, 'Const'), attribute]));
}
const variable = (name: string): Buffer => field(1, Buffer.concat([field(1, name), field(2, 'VariableV2')]));

const SCOPE = 'InceptionResnetV1/Bottleneck';
const layer: FacenetLayer = {
  name: SCOPE,
  kind: 'dense',
  kernel: [1, 1],
  in: 1,
  out: 3,
  batchNorm: true,
  scale: 1,
};
const norm = (part: string): string => `${SCOPE}/BatchNorm/${part}`;

const NODES = {
  weights: constant(`${SCOPE}/weights`, tensor(FLOAT, [1, 3], field(4, floats(1, 2, 3)))),
  // One value for all three, as TensorFlow writes equal numbers; none are zeros.
  beta: constant(norm('beta'), tensor(FLOAT, [3], field(5, floats(5)))),
  mean: constant(norm('moving_mean'), tensor(FLOAT, [3])),
  variance: constant(
    norm('moving_variance'),
    tensor(DOUBLE, [3], field(6, Buffer.from(Float64Array.of(0.249, 0.999).buffer))),
  ),
  epsilon: constant(norm('batchnorm/add/y'), tensor(FLOAT, [], field(5, floats(0.001)))),
};
const read = (nodes: Record<string, Buffer>): ReturnType<typeof importFrozenGraph> =>
  importFrozenGraph(Buffer.concat(Object.values(nodes)), 'a.pb', [layer]);

describe('importFrozenGraph', () => {
  test('reads content, single values that repeat, and zeros', () => {
    // variance + 0.001 is 0.25, 1 and, the last value repeated, 1: factors 2, 1, 1.
    const weights = read(NODES);
    expect(weights.get(`${SCOPE}/weights`)).toEqual({ shape: [1, 3], data: Float32Array.of(2, 2, 3) });
    expect(weights.get(`${SCOPE}/biases`)).toEqual({ shape: [3], data: Float32Array.of(5, 5, 5) });
  });

  test('folds a gamma where there is one', () => {
    const gamma = constant(norm('gamma'), tensor(FLOAT, [3], field(4, floats(0.5, 1, 10))));
    expect(read({ ...NODES, gamma }).get(`${SCOPE}/weights`)?.data).toEqual(Float32Array.of(1, 2, 30));
  });

  test.each([
    [
      'a graph that is not frozen',
      { weights: variable(`${SCOPE}/weights`) },
      'graph-invalid',
      /frozen graph in a\.pb.*freeze_graph\.py/,
    ],
    [
      'another graph',
      { weights: constant('dense/kernel', tensor(FLOAT, [], field(5, floats(1)))) },
      'weights-mismatch',
      /4 missing/,
    ],
    [
      'a missing variance',
      { ...NODES, variance: Buffer.alloc(0) },
      'weights-mismatch',
      /1 missing .*moving_variance \(3,\)/,
    ],
    [
      'a gamma of another shape',
      { ...NODES, gamma: constant(norm('gamma'), tensor(FLOAT, [2])) },
      'weights-mismatch',
      /gamma \(2,\) instead of \(3,\)/,
    ],
    [
      'an unknown layer',
      { ...NODES, x: constant('InceptionResnetV1/Extra/weights', tensor(FLOAT, [1])) },
      'weights-mismatch',
      /1 unknown \(InceptionResnetV1\/Extra\/weights\)/,
    ],
    [
      'integers',
      { ...NODES, beta: constant(norm('beta'), tensor(INT32, [3])) },
      'graph-invalid',
      /beta as float16, float32 or float64 .*type 3/,
    ],
    [
      'content of another length',
      { ...NODES, beta: constant(norm('beta'), tensor(FLOAT, [3], field(4, floats(1, 2)))) },
      'graph-invalid',
      /beta \(3,\) of float32 .*8 bytes/,
    ],
    [
      'too many values',
      { ...NODES, beta: constant(norm('beta'), tensor(FLOAT, [3], field(5, floats(1, 2, 3, 4)))) },
      'graph-invalid',
      /4 numbers/,
    ],
    [
      'a Const without a value',
      { ...NODES, beta: field(1, Buffer.concat([field(1, norm('beta')), field(2, 'Const')])) },
      'weights-mismatch',
      /beta \(\) instead of \(3,\)/,
    ],
  ])('refuses %s', (_, nodes, code, message) => {
    expect(() => read(nodes as Record<string, Buffer>)).toThrow(
      expect.objectContaining({ name: 'FacekitError', code }),
    );
    expect(() => read(nodes as Record<string, Buffer>)).toThrow(message);
  });
});
