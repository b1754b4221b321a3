import { availableParallelism, cpus } from 'node:os';
import { facekitVersion, installedVersion } from '../../files/package-info.ts';
import type { BenchReport } from './bench-report.ts';

/** What the figures of a report are measured on and with. */
export const thisMachine = (): Pick<BenchReport, 'machine' | 'versions'> => ({
  machine: { processor: cpus()[0]?.model ?? 'unknown processor', cores: availableParallelism() },
  versions: {
    facekit: facekitVersion(),
    node: process.version,
    'onnxruntime-node': installedVersion('onnxruntime-node') ?? 'not installed',
  },
});
