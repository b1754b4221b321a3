import { rm } from 'node:fs/promises';
import path from 'node:path';
import { randomKey } from '../../core/random.ts';
import { walkImages } from '../../dataset/walk.ts';
import { createAtomicWriter } from '../../files/atomic-file.ts';
import { isThere } from '../../files/move-file.ts';
import { facekitVersion } from '../../files/package-info.ts';
import { thisProcess } from '../../files/process-id.ts';
import { requireInside } from '../../files/real-path.ts';
import { withoutShard } from '../../sharding/command-line.ts';
import { digestOfList } from '../../sharding/list-digest.ts';
import { readManifest, type ShardManifest, type ShardResult, writeManifest } from '../../sharding/manifest.ts';
import { manifestOf, shardsOfFolder } from '../../sharding/shard-place.ts';
import { nameOfShard, shardOf } from '../../sharding/shard.ts';
import { alignFolder, type AlignOutcome, type AlignRequest, type AlignWorld } from '../align/align-folder.ts';
import { AlignmentFile } from '../align/alignment-file.ts';
import { alignmentSettings } from '../align/align-settings.ts';
import { Journals } from '../align/journals.ts';
import { beginShard, isDone, OUTPUT_FORMAT, type ShardRun } from './begin-shard.ts';
import { dropForeignLock } from './drop-foreign-lock.ts';
import { measureLines } from './measure-lines.ts';
import { packCrops } from './pack-crops.ts';
import { settingsInJson } from './settings-in-json.ts';

/** What a run over a shard came to. `outcome` is undefined where an earlier run had completed it. */
export interface AlignShardOutcome {
  readonly outcome: AlignOutcome | undefined;
  readonly manifest: ShardManifest;
}

/** Which shard is aligned, and into what. */
export interface AlignShardRun extends ShardRun {
  /** Whether its crops end in an archive, `<output>/00003-of-00064.tar`. Default false. */
  readonly asTar?: boolean | undefined;
}

/** The records of a shard, below its folder. */
export const RECORDS = 'alignment.jsonl';

/**
 * Aligns one shard of a folder of images. Crops lie where one run would put them; the records are kept in a folder of the shard's own until
 * all shards are merged. What was lost with another machine is gone on with.
 *
 * @throws FacekitError as `alignFolder`; `shards-differ`, `shard-damaged`
 */
export async function alignShard(
  request: AlignRequest,
  { asTar = false, ...run }: AlignShardRun,
  world: AlignWorld,
): Promise<AlignShardOutcome> {
  const { folders, options } = request;
  const { images, ignored } = request.images
    ? { images: request.images, ignored: request.ignored ?? [] }
    : await walkImages(folders.input, world.signal);
  const { shard } = run;
  const own = new Set(
    images.map(({ path: name }) => name).filter((name) => shardOf(name, shard.count) === shard.index),
  );
  const begun: ShardManifest = {
    ...run,
    command: 'align',
    output: folders.outputAsNamed,
    settings: settingsInJson({
      facekit: facekitVersion(),
      ...alignmentSettings(options),
      ...(asTar && { [OUTPUT_FORMAT]: 'tar' }),
    }),
    input: digestOfList(images.map(({ path }) => path)),
    images: own.size,
  };
  const shards = shardsOfFolder(folders.output);
  const earlier = await readManifest(manifestOf(shards, shard));
  const archive = path.join(folders.output, `${nameOfShard(shard)}.tar`);
  const isWhole = !asTar || (await isThere(archive));
  if (earlier && !options.overwrite && isWhole && isDone(earlier, begun))
    return { outcome: undefined, manifest: earlier };
  await requireInside(folders.output, ['.shards', `.shards/${nameOfShard(shard)}`]);
  await beginShard(shards, begun, options.overwrite);
  const records = path.join(shards, nameOfShard(shard));
  await dropForeignLock(path.join(records, '.alignment.lock'));
  await reopen(records, request);

  const argv = ['facekit', ...withoutShard(run.argv)];
  const outcome = await alignFolder(
    { ...request, images, ignored, argv, part: { records, has: (image) => own.has(image) } },
    world,
  );
  if (outcome.interrupted) return { outcome, manifest: begun };
  const result = await resultOf(records, outcome);
  if (asTar) await packCrops(folders.output, { records: path.join(records, RECORDS), archive });
  const manifest = { ...begun, result: { ...result, file: `${nameOfShard(shard)}/${RECORDS}` } };
  await writeManifest(manifestOf(shards, shard), manifest);
  return { outcome, manifest };
}

/** The records of a shard that was complete become those of a run that was stopped: this one takes over what holds still. */
async function reopen(records: string, { options }: AlignRequest): Promise<void> {
  const self = thisProcess(randomKey());
  const writer = createAtomicWriter(self, 'r');
  const file = new AlignmentFile(records, writer);
  const inherited = await file.all();
  if (inherited.length === 0) return;
  const journals = new Journals(records, { self, isAlone: true }, writer);
  const { overwrite } = options;
  const header = { settings: JSON.stringify(alignmentSettings(options)), overwrite: false, started: Date.now() };
  if (!overwrite) await journals.stop(await journals.begin({ header, inherited }));
  await rm(path.join(records, RECORDS), { force: true });
}

async function resultOf(
  records: string,
  { summary }: Pick<AlignOutcome, 'summary'>,
): Promise<Omit<ShardResult, 'file'>> {
  const { sha256, lines } = await measureLines(path.join(records, RECORDS));
  const renamed = summary.renamed.map(({ path: image, stem }) => ({ path: image, stem }));
  return { sha256, records: lines, renamed };
}
