import { detectorRequest, type DetectorRequest } from '../../detectors/choose-detector.ts';
import { DEFAULT_DETECTOR, definitionOf, isDetectorName, type DetectorName } from '../../detectors/registry.ts';
import { machineLimits, type MachineLimits } from '../../files/machine-limits.ts';
import { MOST_MEMORY, type WorkerPlan } from './plan-workers.ts';

/**
 * How many workers look for faces where nothing is asked for: one a core, each with one thread. Of a detector that takes much memory only as many as 2 GB hold, which
 * share the cores.
 */
export function planDetection(
  detector?: DetectorName | DetectorRequest,
  { cores, memory }: MachineLimits = machineLimits(),
): WorkerPlan {
  const { name = DEFAULT_DETECTOR } = detectorRequest(detector);
  const { workerBytes } = isDetectorName(name) ? definitionOf(name) : {};
  if (workerBytes === undefined) return { workers: cores, threads: 1 };
  const inMemory = Math.max(1, Math.floor(Math.min(MOST_MEMORY, memory / 2) / workerBytes));
  const workers = Math.min(cores, inMemory);
  return { workers, threads: Math.floor(cores / workers) };
}
