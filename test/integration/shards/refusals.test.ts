import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { shardsStatus } from '../../../src/pipelines/shards/shards-status.ts';
import { ONE_FACE } from '../../support/fakes/fake-align.ts';
import { fakeAlignShard, fakeMerge, shardsOf } from '../../support/fakes/fake-shards.ts';
import { useTemporaryFolders, writeFiles } from '../../support/temporary.ts';

const temporary = useTemporaryFolders();

async function threeShards(which = shardsOf(3)): Promise<{ input: string; output: string; records: string }> {
  const root = temporary();
  const [input, output] = [path.join(root, 'in'), path.join(root, 'out')];
  writeFiles(input, Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`a/${i}.jpg`, ONE_FACE])));
  for (const shard of which) await fakeAlignShard(input, output, shard);
  return { input, output, records: path.join(output, '.shards/00001-of-00003/alignment.jsonl') };
}

const refused = (code: string, message: RegExp) => ({ code, message: expect.stringMatching(message) });

describe('a merge', () => {
  test('without any shard says how they are made', async () => {
    const message = /^Expected shards of .+ but none was begun: run align or embed with `shard: 0\/n` to n-1\/n/;
    await expect(fakeMerge(path.join(temporary(), 'out'))).rejects.toMatchObject(refused('shards-missing', message));
  });

  test('lists the shards that are missing with the commands that make them', async () => {
    const { output } = await threeShards([{ index: 1, count: 3 }]);
    const commands = [0, 2].map((i) => `facekit align --shard ${i}/3`);
    const message = `Expected 3 shards of ${output} but 2 of them are not complete: run these commands, then merge again.\n  ${commands.join('\n  ')}`;
    await expect(fakeMerge(output)).rejects.toMatchObject({
      code: 'shards-missing',
      message,
      data: { missing: [0, 2] },
    });
    expect(await shardsStatus(output, process.cwd())).toMatchObject({ count: 3, complete: 1, commands });
  });

  test('a shard that was begun counts as missing, and tells how far it is', async () => {
    const { input, output } = await threeShards(shardsOf(3).slice(1));
    const controller = new AbortController();
    let begun = 0;
    await fakeAlignShard(
      input,
      output,
      { index: 1, count: 3 },
      {
        options: { jobs: 1 },
        world: { signal: controller.signal },
        onImage: () => {
          if ((begun += 1) === 3) controller.abort('SIGTERM');
        },
      },
    );
    const { shards } = await shardsStatus(output, process.cwd());
    expect(shards[1]).toMatchObject({ state: 'partial' });
    expect(shards[1]?.done).toBeGreaterThan(0);
    expect(shards[1]?.done).toBeLessThan(shards[1]?.images ?? 0);
    await expect(fakeMerge(output)).rejects.toMatchObject({ code: 'shards-missing' });
  });

  test.each<[string, (file: string) => void, RegExp]>([
    ['cut off in a line', (file) => truncateSync(file, 900), /line \d+ is none/],
    [
      'without its last line',
      (file) => {
        const lines = readFileSync(file, 'utf8').split('\n');
        writeFileSync(file, `${lines.slice(0, -2).join('\n')}\n`);
      },
      /it was changed or cut off since it was complete/,
    ],
    [
      'with a line twice',
      (file) => {
        const [first = '', ...rest] = readFileSync(file, 'utf8').split('\n');
        writeFileSync(file, [first, first, ...rest].join('\n'));
      },
      /in line 2 is not in its order, or twice/,
    ],
    [
      'of another shard',
      (file) => writeFileSync(file, readFileSync(file.replace('00001', '00002'))),
      /in line 1 is of another shard/,
    ],
  ])('refuses records %s, and changes nothing', async (_, damage, problem) => {
    const { output, records } = await threeShards();
    damage(records);
    const message = new RegExp(
      `^Expected the records of shard 1/3 in .+ but .*${problem.source}.*: remove .+ and run that shard again\\.$`,
    );
    await expect(fakeMerge(output)).rejects.toMatchObject(refused('shard-damaged', message));
    expect(() => readFileSync(path.join(output, 'alignment.jsonl'))).toThrow('ENOENT');
  });

  test.each([
    ['alignment.json', /^Expected the settings of all crops in .+ but it is gone: /],
    ['.shards/00000-of-00003/revision_info.txt', /^Expected what a shard says of its program in .+ but it is gone: /],
    ['.shards/00001-of-00003/alignment.jsonl', /^Expected the records of shard 1\/3 in .+ but it is gone: /],
  ])('says that %s is gone', async (name, message) => {
    const { output } = await threeShards();
    rmSync(path.join(output, name));
    await expect(fakeMerge(output)).rejects.toMatchObject(refused('shard-damaged', message));
  });

  test('refuses a manifest whose file lies elsewhere', async () => {
    const { output } = await threeShards();
    const file = path.join(output, '.shards/00001-of-00003.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('00001-of-00003/alignment', '../../alignment'));
    await expect(fakeMerge(output)).rejects.toMatchObject(refused('shard-damaged', /a place inside the output/));
  });

  test('refuses a damaged manifest', async () => {
    const { output } = await threeShards();
    writeFileSync(path.join(output, '.shards/00001-of-00003.json'), '{"format":');
    const message =
      /^Expected the manifest of a shard at .+00001-of-00003\.json but it is no JSON or is cut off: remove .+\.shards/;
    await expect(fakeMerge(output)).rejects.toMatchObject(refused('shard-damaged', message));
  });

  test('refuses shards of other settings, which `overwrite` may have left', async () => {
    const { input, output } = await threeShards();
    await fakeAlignShard(input, output, { index: 2, count: 3 }, { options: { margin: 7, overwrite: true } });
    const message =
      /^Expected shards that belong together but margin is 0 in shard 0\/3 and 7 in 2\/3: run one of them again/;
    await expect(fakeMerge(output)).rejects.toMatchObject(refused('shards-differ', message));
  });
});

describe('a shard', () => {
  test('of another number is refused in the same output', async () => {
    const { input, output } = await threeShards([{ index: 0, count: 3 }]);
    const message =
      /^Expected shards of one number in .+ but there are some of 3 and some of 4: use one number for all/;
    await expect(fakeAlignShard(input, output, { index: 0, count: 4 })).rejects.toMatchObject(
      refused('shards-differ', message),
    );
  });

  test('of other settings is refused in the same output', async () => {
    const { input, output } = await threeShards([{ index: 0, count: 3 }]);
    const other = fakeAlignShard(input, output, { index: 1, count: 3 }, { options: { margin: 7 } });
    await expect(other).rejects.toMatchObject({ code: 'shards-differ' });
  });

  test('whose folder leads elsewhere is refused', async () => {
    const { input, output } = await threeShards([]);
    const { symlinkSync, mkdirSync } = await import('node:fs');
    mkdirSync(output);
    symlinkSync(temporary(), path.join(output, '.shards'));
    await expect(fakeAlignShard(input, output, { index: 0, count: 3 })).rejects.toMatchObject({
      code: 'leads-outside',
    });
    rmSync(path.join(output, '.shards'));
  });
});
