import { describe, expect, test } from '@jest/globals';
import { readShard } from '../../../src/sharding/read-shard.ts';

const array = (id: number, min: number, max: number, count: number): Record<string, string> => ({
  SLURM_ARRAY_TASK_ID: String(id),
  SLURM_ARRAY_TASK_MIN: String(min),
  SLURM_ARRAY_TASK_MAX: String(max),
  SLURM_ARRAY_TASK_COUNT: String(count),
});

describe('the shard that is asked for', () => {
  test.each([
    [{ shard: '0/1' }, {}, { index: 0, count: 1 }],
    [{ shard: '5/6' }, {}, { index: 5, count: 6 }],
    [{ shard: 'slurm' }, array(0, 0, 5, 6), { index: 0, count: 6 }],
    [{ shard: 'slurm' }, array(106, 101, 106, 6), { index: 5, count: 6 }],
    [{ shard: 'slurm' }, array(20, 10, 40, 4), { index: 1, count: 4 }],
    [{ shard: 'slurm' }, array(7, 7, 7, 1), { index: 0, count: 1 }],
    [{ shard: 'slurm', shards: 6 }, array(5, 3, 5, 2), { index: 5, count: 6 }],
    [{ shard: 'k8s', shards: 8 }, { JOB_COMPLETION_INDEX: '7' }, { index: 7, count: 8 }],
    [{}, array(0, 0, 5, 6), undefined],
  ])('%j in %j', (flags, env, expected) => {
    expect(readShard(flags, env)).toEqual(expected);
  });

  test.each([
    [{ shard: '6/6' }, {}, 'Expected a shard from 0 to 5 of 6 but received 6/6: shards count from 0.'],
    [{ shard: '0/0' }, {}, 'Expected from 1 to 99999 shards but received 0/0.'],
    [{ shard: '1/100000' }, {}, 'Expected from 1 to 99999 shards but received 1/100000.'],
    [{ shard: '-1/6' }, {}, 'Expected i/n such as 0/6, slurm or k8s for `shard` but received -1/6.'],
    [{ shard: '' }, {}, 'Expected i/n such as 0/6, slurm or k8s for `shard` but received nothing.'],
    [{ shard: '1.5/6' }, {}, 'Expected i/n such as 0/6, slurm or k8s for `shard` but received 1.5/6.'],
    [{ shards: 6 }, {}, 'Expected `shard` with `shards`: it says which of them, as 0/6 or by slurm or k8s.'],
    [
      { shard: '0/6', shards: 6 },
      {},
      'Expected `shards` with slurm or k8s but received it with 0/6, which says it already.',
    ],
    [
      { shard: 'slurm' },
      {},
      'Expected a task of a job array for `shard: slurm` but SLURM_ARRAY_TASK_ID is not set: submit it with sbatch as an array of tasks, or give i/n.',
    ],
    [
      { shard: 'slurm' },
      array(4, 3, 8, 3),
      'Expected an array without gaps for `shard: slurm` but it has 3 tasks from 3 to 8: add `shards` with the number of all shards to submit some of them again.',
    ],
    [
      { shard: 'slurm', shards: 6 },
      array(6, 6, 6, 1),
      'Expected a shard from 0 to 5 of 6 but received task 6 of 6: shards count from 0.',
    ],
    [
      { shard: 'slurm' },
      { ...array(0, 0, 5, 6), SLURM_ARRAY_TASK_ID: '0x1' },
      'Expected a whole number in SLURM_ARRAY_TASK_ID but received 0x1.',
    ],
    [
      { shard: 'k8s' },
      { JOB_COMPLETION_INDEX: '0' },
      'Expected `shards` with `shard: k8s`: Kubernetes tells a pod its index but not the number of completions.',
    ],
    [
      { shard: 'k8s', shards: 8 },
      {},
      'Expected an indexed job for `shard: k8s` but JOB_COMPLETION_INDEX is not set: write completionMode: Indexed into the job, or give i/n.',
    ],
    [
      { shard: 'k8s', shards: 8 },
      { JOB_COMPLETION_INDEX: '8' },
      'Expected a shard from 0 to 7 of 8 but received index 8 of 8: shards count from 0.',
    ],
  ])('refuses %j in %j', (flags, env, message) => {
    expect(() => readShard(flags, env)).toThrow(expect.objectContaining({ code: 'usage', message }));
  });
});
