import { existsSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { fakeEmbed, fakeEmbedder } from '../../support/fakes/fake-embed.ts';
import { fakeEmbedShard, fakeMerge, shardsOf } from '../../support/fakes/fake-shards.ts';
import { asEmbedding } from '../../../src/core/embedding.ts';
import { tableOf } from '../../../src/dataset/embedding-file/contents.ts';
import { openEmbeddingRows } from '../../../src/dataset/embedding-file/open-rows.ts';
import { readEmbeddingFile } from '../../../src/dataset/embedding-file/read.ts';
import { writeEmbeddingFile } from '../../../src/dataset/embedding-file/write.ts';
import { metadataOf } from '../../support/faces/embedding-metadata.ts';
import { bytesOf, undisturbed, writeTwelveCrops } from '../../support/programs/embed-interruptions.ts';
import { useTemporaryFolders } from '../../support/temporary.ts';

const temporary = useTemporaryFolders();

const OUTPUTS = ['out.arrow', 'out.npy', 'out.csv', 'out.jsonl'];

describe('embeddings of shards that are merged', () => {
  test.each(OUTPUTS.flatMap((output) => [1, 3, 40].map((count) => [output, count] as const)))(
    '%s of %d are byte for byte what one run writes',
    async (output, count) => {
      const folder = await writeTwelveCrops(temporary());
      const expected = await undisturbed(folder, output);
      for (const shard of shardsOf(count)) await fakeEmbedShard(folder, ['in'], shard, { flags: { output } });
      const report = await fakeMerge(path.join(folder, output), {}, folder);
      expect(report).toMatchObject({ command: 'embed', shards: count, images: 13, records: 12 });
      expect(bytesOf(folder, output)).toEqual(expected);
      expect(existsSync(path.join(folder, `${output}.shards`))).toBe(false);
    },
  );

  test('a shard that was stopped goes on by itself, and one that is complete is left alone', async () => {
    const folder = await writeTwelveCrops(temporary());
    const expected = await undisturbed(folder, 'out.jsonl');
    const shard = { index: 0, count: 1 };
    const controller = new AbortController();
    const stopping = fakeEmbedder({ onRun: () => controller.abort('SIGTERM') });
    await fakeEmbedShard(folder, ['in'], shard, { embedder: stopping, signal: controller.signal });
    const again = fakeEmbedder();
    await fakeEmbedShard(folder, ['in'], shard, { embedder: again });
    expect(stopping.faces.length).toBeGreaterThan(0);
    expect(stopping.faces.length + again.faces.length).toBe(11);
    const idle = fakeEmbedder();
    await fakeEmbedShard(folder, ['in'], shard, { embedder: idle });
    expect(idle.faces).toHaveLength(0);
    await fakeMerge(path.join(folder, 'out.jsonl'), {}, folder);
    expect(bytesOf(folder, 'out.jsonl')).toEqual(expected);
  });

  test('of other models are refused, as shard and as merge', async () => {
    const folder = await writeTwelveCrops(temporary());
    const other = fakeEmbedder({ sha256: 'fb'.repeat(32) });
    await fakeEmbedShard(folder, ['in'], { index: 0, count: 2 });
    const refused = { code: 'shards-differ', message: expect.stringContaining('model SHA-256 is') };
    await expect(fakeEmbedShard(folder, ['in'], { index: 1, count: 2 }, { embedder: other })).rejects.toMatchObject(
      refused,
    );
    const overwrite = { embedder: other, flags: { overwrite: true } };
    await fakeEmbedShard(folder, ['in'], { index: 1, count: 2 }, overwrite);
    await expect(fakeMerge(path.join(folder, 'out.jsonl'), {}, folder)).rejects.toMatchObject(refused);
  });

  test('of which one is cut off are refused; so is an output that is there', async () => {
    const folder = await writeTwelveCrops(temporary());
    const output = path.join(folder, 'out.jsonl');
    for (const shard of shardsOf(2)) await fakeEmbedShard(folder, ['in'], shard);
    await fakeEmbed(folder, ['in']);
    await expect(fakeMerge(output, {}, folder)).rejects.toMatchObject({ code: 'output-exists' });
    await fakeMerge(output, { overwrite: true, keep: true }, folder);
    truncateSync(path.join(folder, 'out.jsonl.shards/00001-of-00002.jsonl'), 300);
    await expect(fakeMerge(output, { overwrite: true }, folder)).rejects.toMatchObject({
      code: 'shard-damaged',
      message: expect.stringMatching(
        /^Expected the embeddings of shard 1\/2 in .+ but it was changed or cut off since it was complete: remove /,
      ),
    });
  });
});

test('rows of an Arrow file of several batches are gone through as they are read whole', async () => {
  const file = path.join(temporary(), 'many.arrow');
  const rows = Array.from({ length: 2500 }, (_, i) => ({
    path: `${i}.jpg`,
    className: 'a',
    face: 0,
    box: i % 2 === 0 ? null : { x1: i, y1: 0, x2: i + 1, y2: 1 },
    score: i % 2 === 0 ? null : 0.5,
    embedding: asEmbedding(Float32Array.of(i, 1, 2, 3)),
  }));
  await writeEmbeddingFile(file, tableOf(metadataOf(4), rows));
  const opened = await openEmbeddingRows(file);
  const found = [];
  for await (const row of opened.rows()) found.push(row);
  expect(found).toEqual((await readEmbeddingFile(file)).rows);
  expect(opened).toMatchObject({ count: 2500, metadata: { dimension: 4 } });
  truncateSync(file, 20_000);
  await expect(openEmbeddingRows(file)).rejects.toMatchObject({ code: 'embedding-file' });
});
