import { expect, test } from '@jest/globals';
import { devices, doctor } from '../../../../src/commands/devices/devices.ts';
import type { RunTrial } from '../../../../src/pipelines/devices/run-trial.ts';
import type { Trial, TrialResult } from '../../../../src/pipelines/devices/trial-process.ts';
import type { EngineReport } from '../../../../src/tensor/onnx/devices.ts';
import { createTestIo } from '../../../support/io.ts';

const ONNX_RUNTIME: EngineReport = {
  engine: 'onnxruntime',
  version: '1.0',
  devices: [
    { device: 'cpu', present: true },
    { device: 'cuda', present: false, needs: 'CUDA', reason: 'no library', remedy: 'Install it.' },
  ],
};
const SPEED = { milliseconds: 12.345, facesPerSecond: 81, runs: 243 };

interface Machine {
  readonly installed?: readonly string[];
  readonly result?: TrialResult;
}

function machine({ installed = [], result = { device: 'cpu', speed: SPEED } }: Machine) {
  const trials: Trial[] = [];
  const runTrial: RunTrial = (trial) => {
    trials.push(trial);
    return Promise.resolve(result);
  };
  const world = {
    runTrial,
    reportOnnxRuntime: () => Promise.resolve(ONNX_RUNTIME),
    installedVersion: (name: string) => (installed.includes(name) ? '4.22.0' : undefined),
  };
  return { world, trials };
}

const WASM = ['@tensorflow/tfjs-backend-wasm', '@tensorflow/tfjs-core'];

test('doctor measures what is present, and nothing else', async () => {
  const { world, trials } = machine({ installed: WASM });
  const { io, stdout } = createTestIo();
  await doctor(undefined, { json: true, speed: true, seconds: 3 }, io, world);
  expect(trials).toEqual([
    { engine: 'onnxruntime', device: 'cpu', seconds: 3 },
    { engine: 'tfjs', backend: WASM[0], seconds: 3 },
  ]);
  const { engines } = JSON.parse(stdout()) as { engines: EngineReport[] };
  expect(engines[0]?.devices).toEqual([{ device: 'cpu', present: true, speed: SPEED }, ONNX_RUNTIME.devices[1]]);
  expect(engines[1]?.devices[2]).toEqual({
    device: 'cpu',
    present: true,
    package: WASM[0],
    version: '4.22.0',
    speed: SPEED,
  });
});

test.each([
  ['devices', devices],
  ['doctor --no-speed', doctor],
])('%s starts a process for an installed backend only, and measures nothing', async (_, command) => {
  const { world, trials } = machine({ installed: WASM, result: { device: 'cpu' } });
  await command(undefined, { speed: false, seconds: 3 }, createTestIo().io, world);
  expect(trials).toEqual([{ engine: 'tfjs', backend: WASM[0], seconds: 0 }]);
});

test('the text has the speed of what is present, and what the others need', async () => {
  const { world } = machine({ installed: WASM });
  const { io, stdout } = createTestIo();
  await doctor(undefined, { speed: true, seconds: 3 }, io, world);
  const text = stdout();
  expect(text).toContain(
    'cpu       present  @tensorflow/tfjs-backend-wasm 4.22.0\n            12.3 ms a face, 81.0 faces/s\n',
  );
  expect(text).toContain(
    'cuda      missing  @tensorflow/tfjs-node-gpu  not installed\n            Needs NVIDIA driver 450 or newer, CUDA 11.2, cuDNN 8.1.\n',
  );
  expect(text).toContain('random weights');
});

test('a backend that does not work is missing, with the reason', async () => {
  const { world } = machine({
    installed: ['@tensorflow/tfjs-node'],
    result: { reason: 'its process ended with SIGILL.' },
  });
  const { io, stdout } = createTestIo();
  await devices(undefined, {}, io, world);
  expect(stdout()).toContain('missing  @tensorflow/tfjs-node 4.22.0  its process ended with SIGILL.');
});

test('the wasm backend without tfjs-core says what it lacks', async () => {
  const { world, trials } = machine({ installed: WASM.slice(0, 1) });
  const { io, stdout } = createTestIo();
  await devices(undefined, {}, io, world);
  expect(trials).toEqual([]);
  expect(stdout()).toContain('@tensorflow/tfjs-core is not installed');
});

test('stopped, it prints no report', async () => {
  const { world } = machine({});
  const controller = new AbortController();
  const { io, stdout } = createTestIo({ signal: controller.signal });
  controller.abort('SIGINT');
  expect(await doctor(undefined, { speed: true, seconds: 3 }, io, world)).toBe(130);
  expect(stdout()).toBe('');
});
