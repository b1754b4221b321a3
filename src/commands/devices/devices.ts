import type { jsonOption } from '../shared/options.ts';
import type { FlagsOf } from '../shared/typed-option.ts';
import type { DoctorFlags } from './options.ts';
import { EXIT, interruptedExitCode } from '../shared/exit-codes.ts';
import type { Io } from '../shared/context.ts';
import { installedVersion } from '../../files/package-info.ts';
import { type DevicesReport, type ReportWorld, reportEngines } from '../../pipelines/devices/report-engines.ts';
import { versionsInUse } from '../../pipelines/devices/versions.ts';
import { runTrial } from '../../pipelines/devices/run-trial.ts';
import { formatDevices } from '../../report/text/devices.ts';
import { reportOnnxRuntime } from '../../tensor/onnx/devices.ts';

type World = Omit<ReportWorld, 'signal'>;
const REAL: World = { reportOnnxRuntime, runTrial, installedVersion };

/** `facekit devices`: what networks can run on here. Returns the exit code. */
export const devices = (
  _command: unknown,
  { json = false }: FlagsOf<typeof jsonOption>,
  io: Io,
  world: World = REAL,
): Promise<number> => report({ json, seconds: 0 }, io, world);

/** `facekit doctor`: the same with the speed of each device. Returns the exit code. */
export function doctor(
  _command: unknown,
  { json = false, speed, seconds }: DoctorFlags,
  io: Io,
  world: World = REAL,
): Promise<number> {
  if (speed && io.stderr.isTTY) io.stderr.write(`Measuring each device that is present for ${seconds} seconds.\n`);
  return report({ json, seconds: speed ? seconds : 0 }, io, world);
}

async function report(
  { json, seconds }: { readonly json: boolean; readonly seconds: number },
  { stdout, signal }: Io,
  world: World,
): Promise<number> {
  const engines = await reportEngines(seconds, { ...world, signal });
  if (signal.aborted) return interruptedExitCode(signal);
  const result: DevicesReport = { versions: versionsInUse(), engines };
  stdout.write(json ? `${JSON.stringify(result)}\n` : formatDevices(result));
  return EXIT.done;
}
