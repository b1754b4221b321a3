import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { check, writePeople } from '../../support/fakes/fake-dataset-check.ts';
import { useTemporaryFolders, writeFiles } from '../../support/temporary.ts';

const temporary = useTemporaryFolders();

describe('dataset check --shard', () => {
  const shards = async (cwd: string, which: readonly number[]) => {
    for (const index of which) {
      const { exitCode, stdout } = await check(cwd, { measurements: 'm', shard: `${index}/3`, quiet: false });
      expect([exitCode, stdout]).toEqual([
        0,
        expect.stringMatching(/^Shard \d\/3 is complete: \d+ images were measured/),
      ]);
    }
  };

  test('measures what one run measures: the check of all shards finds the same', async () => {
    const cwd = temporary();
    await writePeople(cwd);
    const withoutTime = (stdout: string) => stdout.replace(/"seconds":[\d.]+/, '');
    const one = await check(cwd, { json: true });
    await shards(cwd, [1, 2, 0]);
    const many = await check(cwd, { json: true, measurements: 'm' });
    expect(withoutTime(many.stdout)).toBe(withoutTime(one.stdout));
    expect((await check(cwd, { measurements: 'm', shard: '1/3', quiet: false })).stderr).toContain(
      'Shard 1/3 is complete already.',
    );
  });

  test('names shards that are missing, refuses other images and what is damaged', async () => {
    const cwd = temporary();
    await writePeople(cwd);
    await shards(cwd, [0, 1]);
    await expect(check(cwd, { measurements: 'm' })).rejects.toMatchObject({ code: 'shards-missing' });
    await shards(cwd, [2]);
    const file = path.join(cwd, 'm/00001-of-00003.jsonl');
    const text = readFileSync(file, 'utf8');
    writeFiles(cwd, { 'm/00001-of-00003.jsonl': text.slice(0, -30) });
    await expect(check(cwd, { measurements: 'm' })).rejects.toMatchObject({ code: 'shard-damaged' });
    writeFiles(cwd, { 'm/00001-of-00003.jsonl': text, 'people/Bob/new.jpg': 'x' });
    await expect(check(cwd, { measurements: 'm' })).rejects.toMatchObject({ code: 'shards-differ' });
  });

  test.each([
    [{ shard: '0/3' }, /Expected `measurements` with `shard`/],
    [{ shard: '0/3', measurements: 'm', quarantine: 'q' }, /neither `report` nor `quarantine`/],
    [{ measurements: 'people/m' }, /`measurements`/],
  ])('refuses %j', async (flags, message) => {
    const cwd = temporary();
    await writePeople(cwd);
    await expect(check(cwd, flags)).rejects.toThrow(message);
  });
});
