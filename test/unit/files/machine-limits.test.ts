import { describe, expect, test } from '@jest/globals';
import { machineLimits, processorQuota } from '../../../src/files/machine-limits.ts';

const quotaOf = (files: Readonly<Record<string, string>>): number => processorQuota((file) => files[file]);

describe('processorQuota', () => {
  test.each([
    ['nothing to read', {}, Infinity],
    ['no limit', { '/sys/fs/cgroup/cpu.max': 'max 100000\n' }, Infinity],
    ['a container of two processors', { '/sys/fs/cgroup/cpu.max': '200000 100000\n' }, 2],
    ['half a processor', { '/sys/fs/cgroup/cpu.max': '50000 100000\n' }, 0.5],
    [
      'a service, less than what its slice has',
      {
        '/proc/self/cgroup': '0::/system.slice/faces.service\n',
        '/sys/fs/cgroup/system.slice/faces.service/cpu.max': '300000 100000\n',
        '/sys/fs/cgroup/system.slice/cpu.max': '400000 100000\n',
      },
      3,
    ],
    [
      'a service in a slice that has less',
      {
        '/proc/self/cgroup': '0::/system.slice/faces.service\n',
        '/sys/fs/cgroup/system.slice/faces.service/cpu.max': 'max 100000\n',
        '/sys/fs/cgroup/system.slice/cpu.max': '400000 100000\n',
      },
      4,
    ],
    [
      'the first version of control groups',
      {
        '/proc/self/cgroup': '3:cpu,cpuacct:/\n',
        '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '150000\n',
        '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n',
      },
      1.5,
    ],
    [
      'the first version without a limit',
      { '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '-1\n', '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n' },
      Infinity,
    ],
  ])('%s', (_, files, expected) => {
    expect(quotaOf(files)).toBe(expected);
  });
});

test('this process may use a processor and some memory', () => {
  const { cores, memory } = machineLimits();
  expect(cores).toBeGreaterThanOrEqual(1);
  expect(memory).toBeGreaterThan(2 ** 20);
});
