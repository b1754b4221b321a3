import { describe, expect, test } from '@jest/globals';
import { chooseDevice, type DeviceWorld } from '../../../../src/tensor/onnx/choose-device.ts';
import type { WebGpuProbe } from '../../../../src/tensor/onnx/webgpu-probe.ts';

interface Machine {
  readonly has?: readonly string[];
  readonly adapter?: WebGpuProbe;
  readonly card?: boolean;
  readonly isMainThread?: boolean;
}

/** A machine on which only the devices of `has` open; counts how often WebGPU was tried. */
function machine({ has = [], adapter = { reason: 'no adapter' }, card = true, isMainThread = true }: Machine) {
  const tried: string[] = [];
  const world: DeviceWorld = {
    whyMissing: (device) => Promise.resolve(has.includes(device) ? undefined : 'no library'),
    probeWebGpu: () => {
      tried.push('webgpu');
      return Promise.resolve(adapter);
    },
    mayHaveGraphicsCard: () => card,
    isMainThread,
  };
  return { world, tried };
}

const CARD = { name: 'NVIDIA GeForce RTX 3060', software: false };
const SOFTWARE = { name: 'SwiftShader Device (Subzero)', software: true };

describe('auto', () => {
  test.each<[string, Machine, string]>([
    ['CUDA before a card on WebGPU', { has: ['cuda'], adapter: CARD }, 'cuda'],
    ['WebGPU on a card', { adapter: CARD }, 'webgpu'],
    ['not WebGPU in software', { adapter: SOFTWARE }, 'cpu'],
    ['not WebGPU on what nobody names', { adapter: {} }, 'cpu'],
    ['the processor where WebGPU fails', {}, 'cpu'],
    [
      'the processor in a worker thread, which the main thread told nothing else',
      { adapter: CARD, isMainThread: false },
      'cpu',
    ],
  ])('%s', async (_, given, expected) => {
    expect(await chooseDevice('auto', machine(given).world)).toBe(expected);
  });

  test('does not try WebGPU where no card can be', async () => {
    const { world, tried } = machine({ adapter: CARD, card: false });
    expect(await chooseDevice('auto', world)).toBe('cpu');
    expect(tried).toEqual([]);
  });
});

describe('a device that was asked for', () => {
  test.each<[Parameters<typeof chooseDevice>[0], Machine]>([
    ['cpu', {}],
    ['cuda', { has: ['cuda'] }],
    ['webgpu', { adapter: SOFTWARE }],
    ['webgpu', { isMainThread: false }],
  ])('%s, %j', async (device, given) => {
    expect(await chooseDevice(device, machine(given).world)).toBe(device);
  });

  test.each<[Parameters<typeof chooseDevice>[0], string]>([
    ['cuda', 'no library'],
    ['webgpu', 'no adapter'],
  ])('%s that is missing is an error with the reason and what to do', async (device, reason) => {
    await expect(chooseDevice(device, machine({}).world)).rejects.toThrow(
      `the device ${device} but it cannot be used here: ${reason}. `,
    );
  });
});
