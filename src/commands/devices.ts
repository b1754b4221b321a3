import { arch, platform, release } from 'node:os';
import { EXIT } from '../core/errors.ts';
import { bundledLibvipsVersion, facekitVersion, installedVersion } from '../files/package-info.ts';
import { formatDevices, type DevicesReport } from '../report/devices-report.ts';
import { reportEngines } from '../tensor/devices.ts';
import type { Io } from './context.ts';

/** `facekit devices`, alias `doctor`: what networks can run on here. Returns the exit code. */
export async function devices(
  _command: unknown,
  { json }: { readonly json?: boolean },
  io: Io,
): Promise<number> {
  const report: DevicesReport = {
    versions: {
      facekit: facekitVersion(),
      node: process.version,
      'onnxruntime-node': installedVersion('onnxruntime-node') ?? 'not installed',
      sharp: installedVersion('sharp') ?? 'not installed',
      libvips: bundledLibvipsVersion() ?? 'of the system',
      platform: `${platform()} ${arch()} ${release()}`,
    },
    engines: await reportEngines(),
  };
  io.stdout.write(json ? `${JSON.stringify(report)}\n` : formatDevices(report));
  return EXIT.done;
}
