import { DEVICES, HOW_TO_GET, NEEDS, type Engine } from '../engine.ts';
import { onnxRuntimeVersion, whyDeviceMissing } from './runtime.ts';

export interface DeviceReport {
  readonly device: Engine['device'];
  readonly present: boolean;
  /** The package that computes there, where an engine has several. */
  readonly package?: string;
  /** Of the package; absent when it is not installed. */
  readonly version?: string;
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
export async function reportOnnxRuntime(): Promise<EngineReport> {
  const devices: DeviceReport[] = [];
  for (const device of DEVICES) {
    if (device !== 'auto') devices.push(await reportDevice(device));
  }
  return { engine: 'onnxruntime', version: onnxRuntimeVersion(), devices };
}

async function reportDevice(device: Engine['device']): Promise<DeviceReport> {
  const reason = await whyDeviceMissing(device);
  const needs = NEEDS[device];
  return {
    device,
    present: reason === undefined,
    ...(needs !== undefined && { needs }),
    ...(reason !== undefined && { reason, remedy: HOW_TO_GET[device] }),
  };
}
