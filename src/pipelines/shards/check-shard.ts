import path from 'node:path';
import { StagedFiles } from '../../dataset/embedding-file/staged-stream.ts';
import { readClassFolders } from '../../dataset/class-folders.ts';
import { digestOfList } from '../../sharding/list-digest.ts';
import { readManifest, type ShardManifest, writeManifest } from '../../sharding/manifest.ts';
import { manifestOf } from '../../sharding/shard-place.ts';
import { nameOfShard, shardOf } from '../../sharding/shard.ts';
import { type EmbeddedCollection, embedCollection } from '../collection/embed-collection.ts';
import type { CheckWorld } from '../dataset-check/check-folder.ts';
import { type CheckOptions, type CheckSettings, checkedFaces } from '../dataset-check/check-settings.ts';
import { formatCheckedLine } from '../embed/partial-record.ts';
import { runSettings } from '../embed/embed-settings.ts';
import { beginShard, isDone, type ShardRun } from './begin-shard.ts';
import { formatMeasuredLine } from './measured-line.ts';
import { settingsInJson } from './settings-in-json.ts';

/**
 * Looks at one shard of a data set and keeps what was measured, for a check that needs all of it at once. A shard that was stopped begins again.
 *
 * @param folder for the measurements, absolute
 * @returns the manifest; `isNew` is false where an earlier run had completed it
 * @throws FacekitError about the folder or the model, `interrupted`, `shards-differ`
 */
export async function checkShard(
  { root, isCrops }: Pick<CheckSettings, 'root' | 'isCrops'>,
  { options, run, folder }: { readonly options: CheckOptions; readonly run: ShardRun; readonly folder: string },
  world: CheckWorld,
): Promise<{ readonly manifest: ShardManifest; readonly isNew: boolean }> {
  const { shard } = run;
  const { images: all, leftOut } = await readClassFolders(root, world.signal);
  world.listener.leavesOut?.(leftOut);
  const input = digestOfList(all.map((image) => image.path));
  const manifestFile = manifestOf(folder, shard);
  const earlier = await readManifest(manifestFile);
  if (earlier && isDone(earlier, { ...run, input })) return { manifest: earlier, isNew: false };
  const files = all.filter((image) => shardOf(image.path, shard.count) === shard.index);
  const embedder = await world.openEmbedder(files.length);
  if (isCrops) await world.checkCrops?.(files, embedder.info);
  const choice = checkedFaces(isCrops, options);
  const { signal, listener } = world;
  const measuring = { embedder, choice, flip: false, batchSize: options.batchSize, measure: true, signal, listener };
  const collection = await embedCollection(files, { ...measuring, all });
  const faces = isCrops ? 'crops' : `one, by ${options.select}`;
  const settings = settingsInJson(runSettings(collection.metadata, faces));
  const begun: ShardManifest = { ...run, command: 'check', output: folder, settings, input, images: files.length };
  await beginShard(folder, begun, false);
  const file = `${nameOfShard(shard)}.jsonl`;
  const sha256 = await writeMeasurements(path.join(folder, file), collection);
  const manifest = { ...begun, result: { file, sha256, records: files.length } };
  await writeManifest(manifestFile, manifest);
  return { manifest, isNew: true };
}

/** Returns SHA-256 of the file. */
async function writeMeasurements(file: string, { metadata, seconds, images }: EmbeddedCollection): Promise<string> {
  const staged = new StagedFiles();
  try {
    const stream = await staged.open(file);
    await stream.write(`${formatCheckedLine({ metadata, seconds })}\n`);
    for (const image of images) await stream.write(`${formatMeasuredLine(image)}\n`);
    const sha256 = await stream.end();
    await staged.commit([file]);
    return sha256;
  } finally {
    await staged.discard();
  }
}
