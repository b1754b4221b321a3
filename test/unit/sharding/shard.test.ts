import { readdirSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { nameOfShard, parseShardName, shardOf } from '../../../src/sharding/shard.ts';
import { describeWithShared, sharedPath } from '../../support/shared.ts';

const sizes = (names: readonly string[], count: number): number[] => {
  const found = Array.from({ length: count }, () => 0);
  for (const name of names) found[shardOf(name, count)] = (found[shardOf(name, count)] ?? 0) + 1;
  return found;
};

describe('a shard', () => {
  test('follows from SHA-256 of the path', () => {
    for (const name of ['Ann_Lee/Ann_Lee_0001.jpg', 'å/ü.png', 'a']) {
      const hex = createHash('sha256').update(`shard\0${name}`).digest('hex').slice(0, 12);
      expect(shardOf(name, 7)).toBe(Number(BigInt(`0x${hex}`) % 7n));
    }
  });

  test('is as large as chance makes it: within four standard deviations of the mean', () => {
    const names = Array.from({ length: 100_000 }, (_, i) => `photos/${i % 97}/IMG_${i}.jpg`);
    const deviation = Math.sqrt((100_000 / 8) * (7 / 8));
    for (const size of sizes(names, 8)) expect(Math.abs(size - 12_500)).toBeLessThan(4 * deviation);
  });

  test('has a name that sorts', () => {
    expect(nameOfShard({ index: 3, count: 12 })).toBe('00003-of-00012');
    expect(parseShardName('00003-of-00012')).toEqual({ index: 3, count: 12 });
    for (const name of ['00012-of-00012', '3-of-12', '00003-of-00012.arrow'])
      expect(parseShardName(name)).toBe(undefined);
  });
});

describeWithShared(
  'shards of LFW',
  () => {
    test('balance within 5 % at n = 8 over its photographs', () => {
      const root = sharedPath('data/lfw/images');
      const names = readdirSync(root).flatMap((name) =>
        readdirSync(`${root}/${name}`).map((file) => `${name}/${file}`),
      );
      const mean = names.length / 8;
      expect(names).toHaveLength(6797);
      for (const size of sizes(names, 8)) expect(Math.abs(size / mean - 1)).toBeLessThan(0.05);
    });
  },
  'data/lfw/images',
);
