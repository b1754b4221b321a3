import { createHash } from 'node:crypto';
import path from 'node:path';
import { alignmentDamaged, checkRecord, type AlignmentRecord } from '../../dataset/alignment-record.ts';
import { readLines } from '../../dataset/embedding-file/lines.ts';
import { isThere } from '../../files/move-file.ts';
import { type ShardManifest, shardDamaged } from '../../sharding/manifest.ts';
import { formatShard, shardOf } from '../../sharding/shard.ts';

/** A line of records, of a shard or of the output as it was before. */
export interface RecordLine {
  readonly line: string;
  readonly record: AlignmentRecord;
  /** Undefined for what was there before. */
  readonly manifest: ShardManifest | undefined;
}

/**
 * The records of a complete shard, in their order. The file is read once; that it is what the shard has written shows at its end.
 *
 * @throws FacekitError `shard-damaged`
 */
export async function* readShardRecords(shards: string, manifest: ShardManifest): AsyncGenerator<RecordLine> {
  const { shard, result } = manifest;
  if (!result?.file) return;
  const file = path.join(shards, result.file);
  const refuse = (problem: string) =>
    shardDamaged(`the records of shard ${formatShard(shard)} in ${file}`, problem, `remove ${file}`);
  if (!(await isThere(file))) throw refuse('it is gone');
  const hash = createHash('sha256');
  let before = '';
  let lines = 0;
  for await (const line of readLines(file)) {
    hash.update(line).update('\n');
    lines += 1;
    const record = checkRecord(line);
    if (!record.ok) throw refuse(`line ${lines} is none: ${record.problem}`);
    const { path: image } = record.value;
    if (image <= before) throw refuse(`${image} in line ${lines} is not in its order, or twice`);
    if (shardOf(image, shard.count) !== shard.index) throw refuse(`${image} in line ${lines} is of another shard`);
    before = image;
    yield { line, record: record.value, manifest };
  }
  if (lines !== result.records || hash.digest('hex') !== result.sha256)
    throw refuse('it was changed or cut off since it was complete');
}

/** The records that an output has already, in their order. Throws `alignment-damaged`. */
export async function* readMergedRecords(file: string): AsyncGenerator<RecordLine> {
  let number = 0;
  for await (const line of readLines(file)) {
    number += 1;
    const record = checkRecord(line);
    if (!record.ok) throw alignmentDamaged(`line ${number} of ${file}`, record.problem);
    yield { line, record: record.value, manifest: undefined };
  }
}
