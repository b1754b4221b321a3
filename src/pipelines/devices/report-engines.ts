import type { EngineSpeed } from '../../facenet/engine-speed.ts';
import type { RunTrial } from './run-trial.ts';
import type { DeviceReport, EngineReport } from '../../tensor/onnx/devices.ts';
import { TFJS_BACKENDS, type TfjsBackend, howToInstall } from '../../tensor/tfjs/backends.ts';

/** A device, with its speed where it was measured. */
export type MeasuredDevice = DeviceReport & { readonly speed?: EngineSpeed };

/** What the report is made from. */
export interface ReportWorld {
  readonly reportOnnxRuntime: () => Promise<EngineReport>;
  readonly runTrial: RunTrial;
  readonly installedVersion: (name: string) => string | undefined;
  readonly signal: AbortSignal;
}

/**
 * Every engine with what it can compute on here.
 *
 * @param seconds how long to measure the speed of each device that is present; 0 measures none
 */
export async function reportEngines(seconds: number, world: ReportWorld): Promise<EngineReport<MeasuredDevice>[]> {
  const onnxRuntime = await world.reportOnnxRuntime();
  const devices: MeasuredDevice[] = [];
  for (const report of onnxRuntime.devices) {
    devices.push(report.present && seconds > 0 ? await measure(report, seconds, world) : report);
  }
  const backends: MeasuredDevice[] = [];
  for (const backend of TFJS_BACKENDS) backends.push(await reportBackend(backend, seconds, world));
  return [
    { ...onnxRuntime, devices },
    { engine: 'tfjs', devices: backends },
  ];
}

async function measure(
  report: DeviceReport,
  seconds: number,
  { runTrial, signal }: ReportWorld,
): Promise<MeasuredDevice> {
  const result = await runTrial({ engine: 'onnxruntime', device: report.device, seconds }, signal);
  return 'reason' in result ? { ...report, present: false, reason: result.reason } : { ...report, ...result };
}

/** A backend that is not installed needs no process to find that out. */
async function reportBackend(
  backend: TfjsBackend,
  seconds: number,
  { runTrial, installedVersion, signal }: ReportWorld,
): Promise<MeasuredDevice> {
  const { package: name, beside, device, needs } = backend;
  const version = installedVersion(name);
  const report = {
    device,
    package: name,
    ...(version !== undefined && { version }),
    ...(needs !== undefined && { needs }),
  };
  const lacking = [name, ...beside].find((each) => installedVersion(each) === undefined);
  if (lacking !== undefined) {
    const reason = lacking === name ? 'not installed' : `${lacking} is not installed`;
    return { ...report, present: false, reason, remedy: `\`${howToInstall(backend)}\`` };
  }
  const result = await runTrial({ engine: 'tfjs', backend: name, seconds }, signal);
  return 'reason' in result
    ? { ...report, present: false, reason: result.reason, remedy: 'See docs/gpu.md.' }
    : { ...report, ...result, present: true };
}

export interface DevicesReport {
  readonly versions: Readonly<Record<string, string>>;
  readonly engines: readonly EngineReport<MeasuredDevice>[];
}
