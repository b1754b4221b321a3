import { createHash } from 'node:crypto';
import path from 'node:path';
import { interruptedError } from '../../core/errors.ts';
import { StagedFiles } from '../../dataset/embedding-file/staged-stream.ts';
import type { OutputStream } from '../../dataset/embedding-file/contents.ts';
import { byPath } from '../../dataset/alignment-record.ts';
import { stemOf } from '../../dataset/output-plan.ts';
import { writeWhole } from '../../files/atomic-file.ts';
import { isThere } from '../../files/move-file.ts';
import { readTextFile } from '../../files/regular-file.ts';
import { type ShardManifest, shardDamaged } from '../../sharding/manifest.ts';
import { nameOfShard } from '../../sharding/shard.ts';
import { shardsOfFolder } from '../../sharding/shard-place.ts';
import { isBareSkip } from '../align/alignment-file.ts';
import { boxesPath, boxLines } from '../align/box-list.ts';
import { mergeSorted } from './merge-sorted.ts';
import { settleSettings } from './settle-settings.ts';
import { readMergedRecords, readShardRecords, type RecordLine } from './record-lines.ts';

/**
 * Joins the records of shards that are all complete into the lists that one run over all images would have written: `alignment.jsonl`, the boxes
 * of the crops, `alignment.json` and `revision_info.txt`. Memory does not grow with the number of images.
 *
 * @param folder the output, absolute
 * @returns how many images were joined
 * @throws FacekitError `shard-damaged`, `shards-differ`, `interrupted`; those of writing
 */
export async function mergeAlignment(
  folder: string,
  manifests: readonly ShardManifest[],
  signal: AbortSignal,
): Promise<number> {
  const shards = shardsOfFolder(folder);
  const [first] = manifests;
  if (!first) return 0;
  const settings = await settleSettings(folder, first);
  const revision = await revisionOf(path.join(shards, nameOfShard(first.shard), REVISION));
  const lists = [path.join(folder, 'alignment.jsonl'), boxesPath(folder, { key: keyOf(manifests) })] as const;
  const staged = new StagedFiles();
  try {
    const records = await staged.open(lists[0]);
    const boxes = await staged.open(lists[1]);
    const images = await writeLists(joined(folder, shards, manifests), { records, boxes, signal });
    if (images !== first.input.images)
      throw shardDamaged(
        `records of ${first.input.images} images in ${shards}`,
        `there are ${images}`,
        'remove the shards that are too small',
      );
    await staged.commit(lists);
    await writeWhole(path.join(folder, REVISION), revision);
    await settings.write();
    return images;
  } finally {
    await staged.discard();
  }
}

const REVISION = 'revision_info.txt';

async function revisionOf(file: string): Promise<string> {
  if (await isThere(file)) return readTextFile(file);
  throw shardDamaged(`what a shard says of its program in ${file}`, 'it is gone', `remove ${path.dirname(file)}.json`);
}

/** Five digits that follow from the shards, so that a merge which is run again replaces its own list. */
function keyOf(manifests: readonly ShardManifest[]): string {
  const hash = createHash('sha256').update(JSON.stringify(manifests.map(({ result }) => result?.sha256)));
  return String(hash.digest().readUInt32BE() % 100_000).padStart(5, '0');
}

/** All records by path; of an image that has two, first what the output had before. */
async function* joined(
  folder: string,
  shards: string,
  manifests: readonly ShardManifest[],
): AsyncGenerator<RecordLine> {
  const merged = path.join(folder, 'alignment.jsonl');
  const sources = manifests.map((manifest) => readShardRecords(shards, manifest));
  if (await isThere(merged)) sources.unshift(readMergedRecords(merged));
  yield* mergeSorted(sources, (a, b) => byPath(a.record, b.record));
}

interface Lists {
  readonly records: OutputStream;
  readonly boxes: OutputStream;
  readonly signal: AbortSignal;
}

/** Returns how many images of shards there were. */
async function writeLists(lines: AsyncIterable<RecordLine>, { records, boxes, signal }: Lists): Promise<number> {
  const stems = createStems();
  let images = 0;
  let waiting: RecordLine | undefined;
  for await (const each of lines) {
    if (signal.aborted) throw interruptedError('Interrupted while shards were merged; nothing was changed.', signal);
    const { record, line, manifest } = each;
    if (waiting && waiting.record.path !== record.path) await records.write(`${waiting.line}\n`);
    const isKnownBetter = waiting?.record.path === record.path && isBareSkip(line);
    if (!isKnownBetter) waiting = each;
    if (!manifest) continue;
    images += 1;
    for (const box of boxLines(record, stems(record.path, manifest), manifest.output)) await boxes.write(`${box}\n`);
  }
  if (waiting) await records.write(`${waiting.line}\n`);
  return images;
}

/** The places of images, by their shards. */
function createStems(): (image: string, manifest: ShardManifest) => string {
  const renamed = new Map<ShardManifest, ReadonlyMap<string, string>>();
  return (image, manifest) => {
    const known =
      renamed.get(manifest) ?? new Map(manifest.result?.renamed?.map(({ path: name, stem }) => [name, stem]));
    renamed.set(manifest, known);
    return known.get(image) ?? stemOf(image);
  };
}
