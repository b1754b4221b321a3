import path from 'node:path';
import { findImageFiles, type ImageFile, type ImageInput } from '../../dataset/image-files.ts';
import { isThere } from '../../files/move-file.ts';
import { digestOfList } from '../../sharding/list-digest.ts';
import { readManifest, type ShardManifest, type ShardResult, writeManifest } from '../../sharding/manifest.ts';
import { manifestOf, shardsOfFile } from '../../sharding/shard-place.ts';
import { nameOfShard } from '../../sharding/shard.ts';
import { type EmbedOutcome, type EmbedWorld, runEmbed } from '../embed/embed-files.ts';
import type { EmbedOptions, RunSettings } from '../embed/embed-settings.ts';
import { beginShard, isDone, type ShardRun } from './begin-shard.ts';
import { measureLines } from './measure-lines.ts';
import { settingsInJson } from './settings-in-json.ts';
import { isOf } from './shard-images.ts';

/** What a run over a shard came to. `outcome` is undefined where an earlier run had completed it. */
export interface EmbedShardOutcome {
  readonly outcome: EmbedOutcome | undefined;
  readonly manifest: ShardManifest;
}

/**
 * Embeds one shard of the images that are named, into an embedding file of its own: `<output>.shards/00003-of-00006.arrow`. A shard that was
 * begun is gone on with.
 *
 * @throws FacekitError as `runEmbed`; `shards-differ`, `shard-damaged`
 */
export async function embedShard(
  inputs: readonly ImageInput[],
  options: EmbedOptions,
  run: ShardRun,
  world: EmbedWorld,
): Promise<EmbedShardOutcome> {
  const { cwd, signal, listener } = world;
  const { shard } = run;
  const output = path.resolve(cwd, options.output);
  const shards = shardsOfFile(output);
  const manifestFile = manifestOf(shards, shard);
  const images = await findImageFiles(inputs, cwd, signal, (files) => listener.leavesOut?.(files));
  const input = digestOfList(images.map(({ path: image }) => image));
  const earlier = await readManifest(manifestFile);
  const file = `${nameOfShard(shard)}${path.extname(output)}`;
  const isWhole = earlier?.result?.file == null || (await isThere(path.join(shards, file)));
  if (earlier && !options.overwrite && isWhole && isDone(earlier, { ...run, input }))
    return { outcome: undefined, manifest: earlier };

  const own = new Set(images.filter((image) => isOf(shard, image)).map(({ path: name }) => name));
  const has = (image: ImageFile): boolean => own.has(image.path);
  let begun: ShardManifest | undefined;
  const begins = async (settings: RunSettings): Promise<void> => {
    begun = {
      ...run,
      command: 'embed',
      output: options.output,
      settings: settingsInJson(settings),
      input,
      images: own.size,
    };
    await beginShard(shards, begun, options.overwrite ?? false);
  };
  const place = { output: path.join(shards, file), resume: options.resume ?? !options.overwrite };
  const outcome = await runEmbed(images, { ...options, ...place }, { ...world, part: { has, begins } });
  if (!begun) throw new Error('the run did not begin');
  if (outcome.interrupted) return { outcome, manifest: begun };
  const manifest = { ...begun, result: await resultOf(outcome, { shards, file }) };
  await writeManifest(manifestFile, manifest);
  return { outcome, manifest };
}

async function resultOf(
  { summary, classes }: EmbedOutcome,
  { shards, file }: { readonly shards: string; readonly file: string },
): Promise<ShardResult> {
  const { embeddings: records } = summary;
  if (records === 0) return { file: null, sha256: null, records, classes };
  const { sha256 } = await measureLines(path.join(shards, file));
  return { file, sha256, records, classes };
}
