import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { readShard } from '../../../src/sharding/read-shard.ts';
import { PROJECT } from '../../support/cli.ts';

const SLURM = path.join(PROJECT, 'examples/slurm');
const KUBERNETES = path.join(PROJECT, 'examples/kubernetes');

test.each(readdirSync(SLURM))('bash can read examples/slurm/%s', (name) => {
  execFileSync('bash', ['-n', path.join(SLURM, name)]);
});

test.each(readdirSync(KUBERNETES).filter((name) => name !== 'merge.yaml'))(
  'examples/kubernetes/%s has as many completions as shards',
  (name) => {
    const text = readFileSync(path.join(KUBERNETES, name), 'utf8');
    const [, completions] = /^ {2}completions: (\d+)$/m.exec(text) ?? [];
    const [, shard, shards] = /--shard,\s+(\w+),\s+--shards,\s+'(\d+)'/.exec(text) ?? [];
    expect(text).toMatch(/^ {2}completionMode: Indexed$/m);
    expect(readShard({ shard, shards: Number(shards) }, { JOB_COMPLETION_INDEX: '0' })).toEqual({
      index: 0,
      count: Number(completions),
    });
  },
);
