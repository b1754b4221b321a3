import { DEVICES, HOW_TO_GET, type Engine } from './engine.ts';
import { onnxRuntimeVersion, whyDeviceMissing } from './onnxruntime.ts';

export interface DeviceReport {
  readonly device: Engine['device'];
  readonly present: boolean;
  /** Why it cannot be used here; absent when it can. */
  readonly reason?: string;
  /** What to do to get it; absent when it is there. */
  readonly remedy?: string;
}

export interface EngineReport {
  readonly engine: string;
  readonly version: string;
  readonly devices: readonly DeviceReport[];
}

/** Tries every device of every engine, and says what each still needs. */
export async function reportEngines(): Promise<EngineReport[]> {
  const devices: DeviceReport[] = [];
  for (const device of DEVICES) {
    if (device !== 'auto') devices.push(await reportDevice(device));
  }
  return [{ engine: 'onnxruntime', version: onnxRuntimeVersion(), devices }];
}

async function reportDevice(device: Engine['device']): Promise<DeviceReport> {
  const reason = await whyDeviceMissing(device);
  return reason === undefined
    ? { device, present: true }
    : { device, present: false, reason, remedy: HOW_TO_GET[device] };
}
