import { describe, expect, test } from '@jest/globals';
import { describeNetwork, images } from '../../../../src/tensor/describe.ts';
import { reportOnnxRuntime } from '../../../../src/tensor/onnx/devices.ts';
import { openOnnxRuntime } from '../../../../src/tensor/onnx/runtime.ts';

const network = describeNetwork('one', images(2, 2), (image) => ({
  result: image.standardise('fixed').conv('a', { kernel: 2, filters: 1 }),
}));
const parameter = (...shape: number[]) => ({
  shape,
  data: new Float32Array(shape.reduce((size, n) => size * n, 1)).fill(1),
});
const weights = new Map([
  ['a/weights', parameter(2, 2, 3, 1)],
  ['a/biases', parameter(1)],
]);

describe('loading', () => {
  test.each([
    ['a missing parameter', new Map([...weights].slice(0, 1)), 'weights-missing', /a\/biases/],
    [
      'a parameter of another shape',
      new Map([...weights, ['a/weights', parameter(3, 3, 3, 1)] as const]),
      'weights-shape',
      /\(2, 2, 3, 1\) but found \(3, 3, 3, 1\)/,
    ],
  ])('%s is refused by name', async (_, wrong, code, message) => {
    await using engine = await openOnnxRuntime({ device: 'cpu', threads: 1 });
    await expect(engine.load(network, wrong)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });
});

describe('running', () => {
  test('a batch of bytes, of any size', async () => {
    await using engine = await openOnnxRuntime({ device: 'cpu', threads: 1 });
    await using session = await engine.load(network, weights);
    for (const batch of [1, 3]) {
      const { result } = await session.run({
        images: { shape: [batch, 2, 2, 3], data: new Uint8Array(batch * 12).fill(255) },
      });
      // 12 · (255 − 127.5) / 128 + 1
      expect(result).toEqual({ shape: [batch, 1, 1, 1], data: new Float32Array(batch).fill(12.953125) });
    }
  });

  test('disposing twice is harmless, and the engine disposes what is left open', async () => {
    const engine = await openOnnxRuntime({ device: 'cpu' });
    const session = await engine.load(network, weights);
    await session.dispose();
    await session.dispose();
    await engine.load(network, weights);
    await engine.dispose();
  });
});

describe('devices', () => {
  test('a device that is not there is an error that says how to get it', async () => {
    const absent = process.platform === 'darwin' ? 'dml' : 'coreml';
    await expect(openOnnxRuntime({ device: absent })).rejects.toMatchObject({
      code: 'device-missing',
      message: expect.stringContaining(absent),
    });
  });

  test('auto names the device that it took', async () => {
    await using engine = await openOnnxRuntime();
    expect(['cpu', 'cuda']).toContain(engine.device);
  });

  test('the report tells present devices from absent ones, with a remedy', async () => {
    const report = await reportOnnxRuntime();
    expect(report.devices.find(({ device }) => device === 'cpu')).toEqual({ device: 'cpu', present: true });
    const absent = report.devices.filter(({ present }) => !present);
    expect(absent.length).toBeGreaterThan(0);
    for (const { reason, remedy } of absent) expect([typeof reason, typeof remedy]).toEqual(['string', 'string']);
  });
});
