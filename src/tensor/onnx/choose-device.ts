import { isMainThread } from 'node:worker_threads';
import { FacekitError } from '../../core/errors.ts';
import { HOW_TO_GET, type Device, type Engine } from '../engine.ts';
import { mayHaveGraphicsCard, probeWebGpu, type WebGpuProbe } from './webgpu-probe.ts';

type RealDevice = Engine['device'];

/** How the devices of a machine are tried; tests pass their own. */
export interface DeviceWorld {
  /** Why a device cannot compute here; undefined when it can. */
  readonly whyMissing: (device: RealDevice) => Promise<string | undefined>;
  readonly probeWebGpu: () => Promise<WebGpuProbe>;
  readonly mayHaveGraphicsCard: () => boolean;
  readonly isMainThread: boolean;
}

/** The devices of this machine. */
export const thisMachine = (whyMissing: DeviceWorld['whyMissing']): DeviceWorld => ({
  whyMissing,
  probeWebGpu,
  // On Windows nothing tells a card from a program that stands for one.
  mayHaveGraphicsCard: () => process.platform !== 'win32' && mayHaveGraphicsCard(),
  isMainThread,
});

/**
 * `auto` is CUDA where its libraries are installed and a session opens on it, else WebGPU on a graphics card, else the processor; not WebGPU in
 * software, which is slower. A worker thread takes WebGPU as it is told: the main thread has tried it.
 *
 * @throws FacekitError `device-missing` when the device that was asked for cannot compute here.
 */
export async function chooseDevice(device: Device, world: DeviceWorld): Promise<RealDevice> {
  if (device === 'auto') return bestDevice(world);
  const reason = await whyMissing(device, world);
  if (reason === undefined) return device;
  throw new FacekitError(
    'device-missing',
    `Expected the device ${device} but it cannot be used here: ${reason}. ${HOW_TO_GET[device]} Or choose \`device: cpu\`.`,
  );
}

async function bestDevice(world: DeviceWorld): Promise<RealDevice> {
  if ((await world.whyMissing('cuda')) === undefined) return 'cuda';
  if (!world.isMainThread || !world.mayHaveGraphicsCard()) return 'cpu';
  const adapter = await world.probeWebGpu();
  return 'software' in adapter && !adapter.software ? 'webgpu' : 'cpu';
}

async function whyMissing(device: RealDevice, world: DeviceWorld): Promise<string | undefined> {
  if (device === 'cpu') return undefined;
  if (device !== 'webgpu') return world.whyMissing(device);
  if (!world.isMainThread) return undefined;
  const probe = await world.probeWebGpu();
  return 'reason' in probe ? probe.reason : undefined;
}
