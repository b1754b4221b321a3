import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type Shard, shardOf } from '../../../src/sharding/shard.ts';
import {
  EXPLOSIVE,
  fakeAlign,
  filesOf,
  NO_FACE,
  ONE_FACE,
  photograph,
  TWO_FACES,
} from '../../support/fakes/fake-align.ts';
import { fakeAlignShard, fakeMerge, shardsOf } from '../../support/fakes/fake-shards.ts';
import { useTemporaryFolders, writeFiles } from '../../support/temporary.ts';

const temporary = useTemporaryFolders();

/** Of every outcome, and names that collide. */
const PHOTOS: Record<string, string> = {
  'a/1.jpg': ONE_FACE,
  'a/1.png': TWO_FACES,
  'a/1.webp': NO_FACE,
  'b/2.jpg': 'rubbish',
  'b/3.jpg': EXPLOSIVE,
  'b/line\nbreak.jpg': NO_FACE,
  ...Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`c/${i}.jpg`, photograph(`1${i % 9},10,50,50,0.9`)])),
};

function inputIn(root: string, files = PHOTOS): string {
  writeFiles(path.join(root, 'in'), files);
  return path.join(root, 'in');
}

/** Paths are part of the lists of boxes: both runs write to one place. */
async function oneRun(root: string, input: string): Promise<Record<string, string>> {
  const output = path.join(root, 'out');
  await fakeAlign(input, output);
  const files = filesOf(output);
  rmSync(output, { recursive: true });
  return files;
}

describe('shards that are merged', () => {
  test.each([
    { count: 1, together: false },
    { count: 3, together: false },
    { count: 40, together: false },
    { count: 4, together: true },
  ])('of $count are byte for byte what one run writes (at the same time: $together)', async ({ count, together }) => {
    const root = temporary();
    const input = inputIn(root);
    const expected = await oneRun(root, input);
    const output = path.join(root, 'out');
    const run = (shard: Shard) => fakeAlignShard(input, output, shard);
    if (together) await Promise.all(shardsOf(count).map(run));
    else for (const shard of shardsOf(count)) await run(shard);
    const report = await fakeMerge(output);
    expect(report).toMatchObject({ command: 'align', shards: count, images: 26, records: 26 });
    expect(filesOf(output)).toEqual(expected);
  });

  test('one stopped and gone on with, by another machine', async () => {
    const root = temporary();
    const input = inputIn(root);
    const expected = await oneRun(root, input);
    const output = path.join(root, 'out');
    const controller = new AbortController();
    const shard = { index: 1, count: 2 };
    let begun = 0;
    const stopped = await fakeAlignShard(input, output, shard, {
      options: { jobs: 1 },
      world: { signal: controller.signal },
      onImage: () => {
        if ((begun += 1) === 3) controller.abort('SIGTERM');
      },
    });
    expect(stopped.interrupted).toBe(true);
    const folder = path.join(output, '.shards/00001-of-00002');
    const [journal = ''] = readdirSync(folder).filter((name) => name.endsWith('.stopped'));
    // As if its machine had been lost in the middle, with the lock in its hand.
    const lost = journal.replace(/@.*/, '@lost-node');
    writeFileSync(path.join(folder, `${lost}.journal`), readFileSync(path.join(folder, journal)));
    rmSync(path.join(folder, journal));
    writeFileSync(path.join(folder, '.alignment.lock'), lost.replace('.alignment-', ''));
    const again = await fakeAlignShard(input, output, shard);
    expect(again.worked?.length).toBeLessThan(Object.keys(PHOTOS).filter((name) => shardOf(name, 2) === 1).length);
    await fakeAlignShard(input, output, { index: 0, count: 2 });
    await fakeMerge(output);
    expect(filesOf(output)).toEqual(expected);
  });

  test('a shard that is complete is left alone; with more files it does only what is new', async () => {
    const root = temporary();
    const input = inputIn(root);
    const output = path.join(root, 'out');
    for (const shard of shardsOf(2)) await fakeAlignShard(input, output, shard);
    expect(await fakeAlignShard(input, output, { index: 0, count: 2 })).toMatchObject({ isDone: true, worked: [] });
    const files = { ...PHOTOS, 'a/0.jpg': ONE_FACE, 'd/1.jpg': ONE_FACE, 'd/2.jpg': NO_FACE };
    inputIn(root, files);
    await fakeAlignShard(input, output, { index: 0, count: 2 });
    await expect(fakeMerge(output)).rejects.toMatchObject({ code: 'shards-differ' });
    const worked = (await fakeAlignShard(input, output, { index: 1, count: 2 })).worked ?? [];
    expect(worked.filter((name) => name.startsWith('c/'))).toEqual([]);
    await fakeMerge(output);
    const merged = filesOf(output);
    rmSync(output, { recursive: true });
    expect(merged).toEqual(await oneRun(root, input));
  });

  test('into a folder that was merged before keep what it knows, as a second run does', async () => {
    const root = temporary();
    const input = inputIn(root);
    const output = path.join(root, 'out');
    await fakeAlign(input, output);
    await fakeAlign(input, output);
    const { 'alignment.jsonl': expected } = filesOf(output);
    rmSync(output, { recursive: true });
    await fakeAlign(input, output);
    for (const shard of shardsOf(3)) await fakeAlignShard(input, output, shard);
    await fakeMerge(output);
    expect(filesOf(output)['alignment.jsonl']).toBe(expected);
    expect(existsSync(path.join(output, '.shards'))).toBe(false);
  });
});
