import { alignShard } from '../../../src/pipelines/shards/align-shard.ts';
import { embedShard } from '../../../src/pipelines/shards/embed-shard.ts';
import { mergeShards, type MergeOptions, type MergeReport } from '../../../src/pipelines/shards/merge-shards.ts';
import type { Shard } from '../../../src/sharding/shard.ts';
import { fakeAlign, type FakeOutcome, type FakeRun } from './fake-align.ts';
import { fakeEmbed, type FakeRun as FakeEmbedRun } from './fake-embed.ts';

/** Aligns one shard of a folder of test photographs; `isDone` tells of one that was complete. */
export async function fakeAlignShard(
  input: string,
  output: string,
  shard: Shard,
  run: FakeRun = {},
  asTar = false,
): Promise<Partial<FakeOutcome> & { readonly isDone: boolean }> {
  let isDone = false;
  const argv = ['align', '--shard', `${shard.index}/${shard.count}`];
  const outcome = await fakeAlign(input, output, {
    ...run,
    align: async (request, world) => {
      const { outcome: done } = await alignShard(request, { shard, argv, cwd: process.cwd(), asTar }, world);
      isDone = !done;
      return done ?? NOTHING;
    },
  });
  return { ...outcome, isDone };
}

/** Embeds one shard of images in a folder. */
export async function fakeEmbedShard(
  cwd: string,
  paths: readonly string[],
  shard: Shard,
  run: FakeEmbedRun = {},
): Promise<void> {
  const argv = ['embed', ...paths, '--shard', `${shard.index}/${shard.count}`];
  await fakeEmbed(cwd, paths, {
    ...run,
    embed: async (inputs, options, world) => {
      const { outcome } = await embedShard(inputs, options, { shard, argv, cwd }, world);
      return outcome ?? { ...NOTHING, inputSize: 0, classes: [], summary: NO_EMBEDDINGS };
    },
  });
}

const NO_EMBEDDINGS = {
  output: '',
  files: [],
  model: { name: '', sha256: '' },
  device: '',
  dimension: 0,
  total: 0,
  done: 0,
  damagedLines: 0,
  classes: 0,
  embeddings: 0,
  counts: { embedded: 0, reused: 0, resumed: 0, resized: 0, noFace: 0, unreadable: 0 },
  unreadable: [],
  noFace: [],
  seconds: 0,
  imagesPerSecond: 0,
};

const NOTHING = {
  interrupted: false,
  summary: {
    input: '',
    output: '',
    total: 0,
    done: 0,
    counts: { aligned: 0, skipped: 0, 'no-face': 0, unreadable: 0 },
    unreadable: [],
    renamed: [],
    ignored: 0,
    seconds: 0,
    imagesPerSecond: 0,
  },
};

/** The shards of an output, in any order that is not their own. */
export const shardsOf = (count: number): Shard[] =>
  Array.from({ length: count }, (_, i) => ({ index: (i + 1) % count, count }));

export const fakeMerge = (output: string, options: MergeOptions = {}, cwd = process.cwd()): Promise<MergeReport> =>
  mergeShards(output, options, { cwd, signal: new AbortController().signal });
