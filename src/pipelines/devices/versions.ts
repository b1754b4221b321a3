import { arch, platform, release } from 'node:os';
import { bundledLibvipsVersion, facekitVersion, installedVersion } from '../../files/package-info.ts';
import type { DevicesReport } from './report-engines.ts';

/** What is installed here that numbers and speed depend on. */
export const versionsInUse = (): DevicesReport['versions'] => ({
  facekit: facekitVersion(),
  node: process.version,
  'onnxruntime-node': installedVersion('onnxruntime-node') ?? 'not installed',
  sharp: installedVersion('sharp') ?? 'not installed',
  libvips: bundledLibvipsVersion() ?? 'of the system',
  platform: `${platform()} ${arch()} ${release()}`,
});
