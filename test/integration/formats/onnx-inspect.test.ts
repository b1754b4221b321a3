import { describe, expect, test } from '@jest/globals';
import { inspectOnnx } from '../../../src/formats/onnx-inspect.ts';
import { readWeightFixture } from '../../support/networks/weights.ts';

describe('inspectOnnx', () => {
  test('says what a model exported by PyTorch takes and gives', () => {
    expect(inspectOnnx(readWeightFixture('embedder.onnx'), 'embedder.onnx')).toEqual({
      irVersion: 7,
      producer: 'pytorch',
      opsets: new Map([['', 13]]),
      inputs: [{ name: 'input', type: 'float32', shape: ['batch', 3, 8, 8] }],
      outputs: [{ name: 'embedding', type: 'float32', shape: ['batch', 4] }],
      initializers: ['0.weight', '0.bias', '2.weight', '2.bias'],
    });
  });

  test.each(['facenet-slim.pb', 'containers.zip.pt', 'plain-pickle.pkl', 'facenet-slim.json'])('refuses %s', (name) => {
    const inspect = (): unknown => inspectOnnx(readWeightFixture(name), name);
    expect(inspect).toThrow(expect.objectContaining({ name: 'FacekitError' }));
  });

  test('refuses a message of other fields', () => {
    expect(() => inspectOnnx(Uint8Array.of(8, 7, 0x1a, 0), 'a.onnx')).toThrow(/a\.onnx .*fields: 1, 3\./);
    expect(() => inspectOnnx(new Uint8Array(), 'a.onnx')).toThrow(/fields: none/);
  });
});
