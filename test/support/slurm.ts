import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, test } from '@jest/globals';

/** `slurm.conf` of a cluster that `slurm-cluster.sh` has started; its folder holds all files of it. */
const CONF = process.env.FACEKIT_SLURM ?? '';

/** `describe` where a Slurm runs; otherwise one skipped test that says how to start one. */
export function describeWithSlurm(name: string, body: () => void): void {
  if (existsSync(CONF)) {
    describe(name, body);
    return;
  }
  describe(name, () => {
    test.skip('needs a Slurm: test/support/slurm-cluster.sh start FOLDER, FACEKIT_SLURM=FOLDER/slurm.conf', () =>
      undefined);
  });
  process.stderr.write(`skipped: ${name} (no Slurm: FACEKIT_SLURM names no slurm.conf)\n`);
}

/** Runs a command of Slurm, or one that calls such, and returns what it prints. */
export const slurm = (program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): string =>
  execFileSync(program, args, { encoding: 'utf8', env: { ...process.env, SLURM_CONF: CONF, ...env } }).trim();

/** A process of a task. */
export interface SlurmTask {
  readonly pid: number;
  /** The process of Slurm that watches it. */
  readonly parent: number;
  readonly job: string;
  readonly index: number;
}

/** The processes of tasks on a node, as their environments say. */
export function tasksOn(node: string): SlurmTask[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const environment = new Map(
        readFileSync(`/proc/${name}/environ`, 'utf8')
          .split('\0')
          .map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string]),
      );
      const isOurs = environment.get('SLURM_CONF') === CONF && environment.get('SLURMD_NODENAME') === node;
      const index = environment.get('SLURM_ARRAY_TASK_ID');
      if (!isOurs || index === undefined) return [];
      const [, parent] = /^PPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${name}/status`, 'utf8')) ?? [];
      const job = environment.get('SLURM_ARRAY_JOB_ID') ?? '';
      return [{ pid: Number(name), parent: Number(parent), job, index: Number(index) }];
    } catch {
      // It has ended meanwhile.
      return [];
    }
  });
}

/** Kills a node as a loss of power would: its daemon, what watches the task, and the task. */
export function killNode(node: string): void {
  const daemon = Number(readFileSync(path.join(path.dirname(CONF), `run/slurmd.${node}.pid`), 'utf8'));
  for (const pid of new Set([daemon, ...tasksOn(node).flatMap(({ pid, parent }) => [parent, pid])]))
    process.kill(pid, 'SIGKILL');
}

/** Starts the daemon of a node again. */
export const startNode = (node: string): string =>
  slurm(path.join(import.meta.dirname, 'slurm-cluster.sh'), ['node', path.dirname(CONF), node]);

/** What Slurm says of a job, by name: `JobState`, `Restarts`, … Of a task: `job_index`. */
export function jobFields(job: string): ReadonlyMap<string, string> {
  const words = slurm('scontrol', ['-o', 'show', 'job', job]).split(/\s+/);
  return new Map(words.map((word) => word.split(/=(.*)/s).slice(0, 2) as [string, string]));
}

/** Waits for something; throws after so many seconds. */
export async function until<T>(seconds: number, look: () => T | undefined): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`nothing came within ${seconds} s`);
    await sleep(50);
  }
}
