import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { PEOPLE, writeGreys } from '../../support/fakes/fake-classifier.ts';
import { runCluster } from '../../support/fakes/fake-cluster.ts';
import { runEnrol } from '../../support/fakes/fake-gallery.ts';
import { fakeMerge } from '../../support/fakes/fake-shards.ts';
import { openStoreAt } from '../../../src/pipelines/gallery/open-place.ts';
import { useTemporaryFolders } from '../../support/temporary.ts';

const temporary = useTemporaryFolders();
const server = process.env.FACEKIT_POSTGRES;
if (server === undefined) process.stderr.write('skipped: enrolling in shards (FACEKIT_POSTGRES names no server)\n');

async function people(): Promise<string> {
  const cwd = temporary();
  await writeGreys(path.join(cwd, 'people'), { ...PEOPLE, 'Dan/Dan_0001.png': 160 });
  return cwd;
}

describe('cluster --shard', () => {
  test('embeds what one run embeds: groups made of the merged shards are the same', async () => {
    const cwd = await people();
    await runCluster(cwd, ['people'], { output: 'one' });
    for (const index of [2, 0, 1]) {
      const { exitCode, stdout } = await runCluster(cwd, ['people'], { output: 'many', shard: `${index}/3` });
      expect([exitCode, stdout]).toEqual([
        0,
        expect.stringContaining(
          `Shard ${index}/3 is complete. Once all are: facekit merge many.arrow, then facekit cluster many.arrow --output many.\n`,
        ),
      ]);
    }
    await fakeMerge(path.join(cwd, 'many.arrow'), {}, cwd);
    expect((await runCluster(cwd, ['many.arrow'], { output: 'many' })).exitCode).toBe(0);
    for (const name of ['clusters.jsonl', 'faces.arrow', 'index.html'])
      expect(readFileSync(path.join(cwd, 'many', name), 'latin1')).toBe(
        readFileSync(path.join(cwd, 'one', name), 'latin1'),
      );
  });

  test.each([
    [['people'], {}, /^Expected `output` with `shard`/],
    [['people'], { into: 'groups' }, /^Expected `output` with `shard`|clusters/],
    [['faces.arrow'], { output: 'groups' }, /holds embeddings already: group them without it/],
  ])('refuses %j with %j', async (args, flags, message) => {
    const cwd = await people();
    if (args[0] === 'faces.arrow') {
      await runCluster(cwd, ['people'], { output: 'one', shard: '0/1' });
      await fakeMerge(path.join(cwd, 'one.arrow'), {}, cwd);
      args = ['one.arrow'];
    }
    await expect(runCluster(cwd, args, { ...flags, shard: '0/3' })).rejects.toThrow(message);
  });
});

describe('gallery enrol --shard', () => {
  const enrolAll = async (gallery: string): Promise<void> => {
    const cwd = await people();
    const runs = [0, 1, 2, 3].map((index) => runEnrol(cwd, [gallery, 'people'], { shard: `${index}/4` }));
    for (const { exitCode } of await Promise.all(runs)) expect(exitCode).toBe(0);
    await using store = await openStoreAt(gallery);
    const found = (await store.people()).map(({ name, faces }) => [name, faces]);
    expect(found.sort()).toEqual([
      ['Ann Example', 4],
      ['Bob', 4],
      ['Cleo', 4],
      ['Dan', 1],
    ]);
  };

  test('enrols into one folder, all at once', () => enrolAll(path.join(temporary(), 'gallery')));

  (server === undefined ? test.skip : test)('enrols into one database, all at once', () =>
    enrolAll(`${server ?? ''}?schema=test_${randomUUID().replaceAll('-', '')}`),
  );
});
