import { DEVICES, HOW_TO_GET, NEEDS, type Engine } from '../engine.ts';
import { messageOf } from '../../core/errors.ts';
import { loadOnnxRuntime } from './open-runtime.ts';
import { probeWebGpu, type WebGpuAdapter } from './webgpu-probe.ts';

export interface DeviceReport {
  readonly device: Engine['device'];
  readonly present: boolean;
  /** The package that computes there, where an engine has several. */
  readonly package?: string;
  /** Of the package; absent when it is not installed. */
  readonly version?: string;
  /** What it computes on, where the system tells: the graphics card, or a program that stands for one. */
  readonly adapter?: string;
  /** Whether the adapter is a program on the processor. */
  readonly software?: boolean;
  /** What the machine must have. */
  readonly needs?: string;
  /** Why it cannot be used here; absent when it can. */
  readonly reason?: string;
  /** What to do to get it; absent when it is there. */
  readonly remedy?: string;
}

export interface EngineReport<Device extends DeviceReport = DeviceReport> {
  readonly engine: string;
  /** Absent where each device has a package of its own. */
  readonly version?: string;
  readonly devices: readonly Device[];
}

/** Tries every device of ONNX Runtime, and says what each still needs. */
export async function reportOnnxRuntime(load = loadOnnxRuntime): Promise<EngineReport> {
  const runtime = await load().catch((error: unknown) => ({ reason: messageOf(error) }));
  if ('reason' in runtime) return nothingWith(runtime.reason);
  const devices: DeviceReport[] = [];
  for (const device of REAL_DEVICES) devices.push(await reportDevice(device, runtime));
  return { engine: 'onnxruntime', version: runtime.onnxRuntimeVersion(), devices };
}

const REAL_DEVICES = DEVICES.filter((device) => device !== 'auto');

/** The runtime cannot be loaded: the first device says why. */
const nothingWith = (reason: string): EngineReport => ({
  engine: 'onnxruntime',
  devices: REAL_DEVICES.map((device, i) => ({
    ...{ device, present: false },
    reason: i === 0 ? reason : 'ONNX Runtime cannot be loaded',
  })),
});

type Runtime = Awaited<ReturnType<typeof loadOnnxRuntime>>;

async function reportDevice(device: Engine['device'], { whyDeviceMissing }: Runtime): Promise<DeviceReport> {
  const needs = NEEDS[device];
  const { reason, name, software } = await tryDevice(device, whyDeviceMissing);
  return {
    device,
    present: reason === undefined,
    ...(name !== undefined && { adapter: name }),
    ...(software !== undefined && { software }),
    ...(needs !== undefined && { needs }),
    ...(reason !== undefined && { reason, remedy: HOW_TO_GET[device] }),
  };
}

const tryDevice = async (
  device: Engine['device'],
  whyMissing: Runtime['whyDeviceMissing'],
): Promise<WebGpuAdapter & { readonly reason?: string | undefined }> =>
  device === 'webgpu' ? probeWebGpu() : { reason: await whyMissing(device) };
