import { describe, expect, test } from '@jest/globals';
import { testResults } from '../../support/tables.ts';
import { commandOfShard, withoutShard } from '../../../src/sharding/command-line.ts';

describe('the command line of another shard', () => {
  testResults('%j without its shard', withoutShard, [
    [
      ['align', 'in', 'out', '--shard', 'slurm', '--jobs', '2'],
      ['align', 'in', 'out', '--jobs', '2'],
    ],
    [
      ['align', '--shard=1/6', '--shards=6', 'in'],
      ['align', 'in'],
    ],
    [
      ['align', '--shard', 'k8s', '--shards', '6', '--', '--shard'],
      ['align', '--', '--shard'],
    ],
  ]);

  test.each([
    ['/work', 'facekit align in out --shard 3/6'],
    ['/', '(cd /work && facekit align in out --shard 3/6)'],
  ])('from %s', (here, expected) => {
    const argv = ['align', 'in', 'out', '--shard', '0/6'];
    expect(commandOfShard({ argv, cwd: '/work' }, { index: 3, count: 6 }, here)).toBe(expected);
  });

  test('is quoted for a shell', () => {
    const argv = ['align', "Ann's photos", '--', '-x'];
    const command = commandOfShard({ argv, cwd: '/' }, { index: 1, count: 2 }, '/');
    expect(command).toBe(String.raw`facekit align 'Ann'\''s photos' --shard 1/2 -- -x`);
  });
});
