import { usageError } from '../core/errors.ts';
import { MOST_SHARDS, type Shard } from './shard.ts';

/** What a user says of shards. */
export interface ShardFlags {
  /** `i/n`, or the scheduler that says which it is. */
  readonly shard?: string | undefined;
  /** How many shards there are, where the scheduler does not say it. */
  readonly shards?: number | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The shard that a run is asked for; undefined for all images. Shards count from 0.
 *
 * - `3/6` is the fourth of six;
 * - `slurm` takes the task's place in its array, whatever number that begins at; with `shards`, the task's number itself, so that a part of an
 *   array can be submitted again;
 * - `k8s` takes the index of an indexed job, whose number of completions must be told.
 *
 * @throws FacekitError `usage`
 */
export function readShard({ shard, shards }: ShardFlags, env: Environment): Shard | undefined {
  if (shard === undefined) {
    if (shards === undefined) return undefined;
    throw usageError('Expected `shard` with `shards`: it says which of them, as 0/6 or by slurm or k8s.');
  }
  if (shard === 'slurm') return shards === undefined ? placeInArray(env) : numberedTask(env, shards);
  if (shard === 'k8s') return completionIndex(env, shards);
  if (shards !== undefined)
    throw usageError(`Expected \`shards\` with slurm or k8s but received it with ${shard}, which says it already.`);
  return parseShard(shard);
}

function parseShard(text: string): Shard {
  const [, index, count] = /^(\d{1,9})\/(\d{1,9})$/.exec(text) ?? [];
  if (index === undefined || count === undefined)
    throw usageError(
      `Expected i/n such as 0/6, slurm or k8s for \`shard\` but received ${text === '' ? 'nothing' : text}.`,
    );
  return checked(Number(index), Number(count), text);
}

function checked(index: number, count: number, received: string): Shard {
  if (count < 1 || count > MOST_SHARDS)
    throw usageError(`Expected from 1 to ${MOST_SHARDS} shards but received ${received}.`);
  if (index >= count)
    throw usageError(
      `Expected a shard from 0 to ${count - 1} of ${count} but received ${received}: shards count from 0.`,
    );
  return { index, count };
}

/** Of an array without gaps: ids may begin anywhere, and go up in steps. */
function placeInArray(env: Environment): Shard {
  const id = taskNumber(env, 'SLURM_ARRAY_TASK_ID');
  const count = taskNumber(env, 'SLURM_ARRAY_TASK_COUNT');
  const [first, last] = [taskNumber(env, 'SLURM_ARRAY_TASK_MIN'), taskNumber(env, 'SLURM_ARRAY_TASK_MAX', id)];
  const step = count > 1 ? (last - first) / (count - 1) : 1;
  const index = (id - first) / step;
  if (!(step >= 1 && Number.isInteger(step) && Number.isInteger(index)))
    throw usageError(
      `Expected an array without gaps for \`shard: slurm\` but it has ${count} tasks from ${first} to ${last}: add \`shards\` with the number of all shards to submit some of them again.`,
    );
  return checked(index, count, `task ${id} of ${count} from ${first}`);
}

const numberedTask = (env: Environment, shards: number): Shard => {
  const id = taskNumber(env, 'SLURM_ARRAY_TASK_ID');
  return checked(id, shards, `task ${id} of ${shards}`);
};

function completionIndex(env: Environment, shards: number | undefined): Shard {
  if (shards === undefined)
    throw usageError(
      'Expected `shards` with `shard: k8s`: Kubernetes tells a pod its index but not the number of completions.',
    );
  const index = numberIn(env, 'JOB_COMPLETION_INDEX');
  if (index === undefined)
    throw usageError(
      'Expected an indexed job for `shard: k8s` but JOB_COMPLETION_INDEX is not set: write completionMode: Indexed into the job, or give i/n.',
    );
  return checked(index, shards, `index ${index} of ${shards}`);
}

function taskNumber(env: Environment, name: string, otherwise?: number): number {
  const number = numberIn(env, name) ?? otherwise;
  if (number !== undefined) return number;
  throw usageError(
    `Expected a task of a job array for \`shard: slurm\` but ${name} is not set: submit it with sbatch as an array of tasks, or give i/n.`,
  );
}

/** A whole number of the environment. Throws `usage` for anything else there. */
function numberIn(env: Environment, name: string): number | undefined {
  const text = env[name];
  if (text === undefined || text === '') return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw usageError(`Expected a whole number in ${name} but received ${text}.`);
}
