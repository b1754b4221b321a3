import { readFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import path from 'node:path';

/** What of the machine this process may use. */
export interface MachineLimits {
  /** Processors: by affinity, and by the quota of the container. At least 1. */
  readonly cores: number;
  /** Bytes of memory. */
  readonly memory: number;
}

/** Reads a small file; undefined where there is none. */
export type ReadText = (file: string) => string | undefined;

/** What this process may use: `os.availableParallelism` knows of affinity, the control groups of Linux of quotas. */
export function machineLimits(): MachineLimits {
  const constrained = process.constrainedMemory();
  // Without a limit the system gives 0, or a number beyond any memory.
  const memory = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
  return { cores: Math.max(1, Math.min(availableParallelism(), Math.floor(processorQuota(readText)))), memory };
}

/**
 * Processors that the control groups of this process allow, a fraction perhaps; Infinity without a limit. Every group above counts.
 *
 * @see https://docs.kernel.org/admin-guide/cgroup-v2.html (cpu.max), and its predecessor (cpu.cfs_quota_us)
 */
export function processorQuota(read: ReadText): number {
  const groups = (read('/proc/self/cgroup') ?? '').split('\n');
  const own = groups.find((line) => line.startsWith('0::'))?.slice(3) ?? '/';
  const [quota, period] = ['cpu.cfs_quota_us', 'cpu.cfs_period_us'].map((name) => read(`/sys/fs/cgroup/cpu/${name}`));
  return Math.min(ratio(quota, period), ...withParents(own).map((group) => readMaximum(read, group)));
}

const readMaximum = (read: ReadText, group: string): number => {
  const [quota, period] = (read(path.posix.join('/sys/fs/cgroup', group, 'cpu.max')) ?? '').trim().split(' ');
  return ratio(quota, period);
};

/** Infinity for what is no quota: `max`, −1, nothing. */
function ratio(quota: string | undefined, period: string | undefined): number {
  const processors = Number(quota) / Number(period);
  return processors > 0 ? processors : Infinity;
}

/** A group and those above it, to the root. */
const withParents = (group: string): string[] =>
  group === '/' || group === '.' ? ['/'] : [group, ...withParents(path.posix.dirname(group))];

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Not on Linux, or not to be read: then there is nothing to know.
    return undefined;
  }
}
