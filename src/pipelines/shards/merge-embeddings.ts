import path from 'node:path';
import { FacekitError, interruptedError } from '../../core/errors.ts';
import { byPath } from '../../dataset/alignment-record.ts';
import type { EmbeddingFileMetadata, EmbeddingRow, EmbeddingRows } from '../../dataset/embedding-file/contents.ts';
import { filesOf } from '../../dataset/embedding-file/formats.ts';
import { openEmbeddingRows } from '../../dataset/embedding-file/open-rows.ts';
import { writeEmbeddingFile } from '../../dataset/embedding-file/write.ts';
import { isThere } from '../../files/move-file.ts';
import { type ShardManifest, shardDamaged } from '../../sharding/manifest.ts';
import { formatShard } from '../../sharding/shard.ts';
import { shardsOfFile } from '../../sharding/shard-place.ts';
import { measureLines } from './measure-lines.ts';
import { mergeSorted } from './merge-sorted.ts';

/** How embeddings of shards are joined. */
export interface MergeEmbeddingsOptions {
  readonly overwrite: boolean;
  readonly signal: AbortSignal;
}

/**
 * Joins the embedding files of shards that are all complete into the file that one run over all images would have written.
 *
 * @param output absolute
 * @returns how many rows were joined
 * @throws FacekitError `output-exists`, `shard-damaged`, `no-faces`, `interrupted`; those of reading and writing
 */
export async function mergeEmbeddings(
  output: string,
  manifests: readonly ShardManifest[],
  { overwrite, signal }: MergeEmbeddingsOptions,
): Promise<number> {
  await requireFree(output, overwrite);
  const shards = shardsOfFile(output);
  const files: OpenShard[] = [];
  for (const manifest of manifests) files.push(...(await openShard(shards, manifest)));
  const [first] = files;
  if (!first)
    throw new FacekitError('no-faces', `Expected embeddings in ${shards} but no image of any shard has a face.`);
  const count = files.reduce((sum, { rows }) => sum + rows.count, 0);
  const classes = [...new Set(files.flatMap(({ manifest }) => manifest.result?.classes ?? []))].sort();
  const rows = async function* (): AsyncGenerator<EmbeddingRow> {
    for await (const row of mergeSorted(files.map(rowsOfShard), byPath)) {
      if (signal.aborted) throw interruptedError('Interrupted while shards were merged; nothing was changed.', signal);
      yield row;
    }
  };
  await writeEmbeddingFile(output, { metadata: sameMetadata(files, first), count, classes, rows });
  return count;
}

async function requireFree(output: string, overwrite: boolean): Promise<void> {
  for (const file of filesOf(output))
    if (!overwrite && (await isThere(file)))
      throw new FacekitError(
        'output-exists',
        `Expected a free place for ${file} but it is there already: add \`overwrite\` to replace it by the shards.`,
      );
}

interface OpenShard {
  readonly manifest: ShardManifest;
  readonly file: string;
  readonly rows: EmbeddingRows;
}

/** None for a shard without a face. */
async function openShard(shards: string, manifest: ShardManifest): Promise<OpenShard[]> {
  const { shard, result } = manifest;
  if (!result?.file) return [];
  const file = path.join(shards, result.file);
  const refuse = (problem: string) =>
    shardDamaged(`the embeddings of shard ${formatShard(shard)} in ${file}`, problem, `remove ${file}`);
  if (!(await isThere(file))) throw refuse('it is gone');
  if ((await measureLines(file)).sha256 !== result.sha256)
    throw refuse('it was changed or cut off since it was complete');
  const rows = await openEmbeddingRows(file);
  if (rows.count !== result.records) throw refuse(`it has ${rows.count} rows, not ${result.records}`);
  return [{ manifest, file, rows }];
}

async function* rowsOfShard({ file, rows, manifest }: OpenShard): AsyncGenerator<EmbeddingRow> {
  let before: EmbeddingRow | undefined;
  for await (const row of rows.rows()) {
    if (before && (byPath(before, row) || before.face - row.face) >= 0)
      throw shardDamaged(
        `faces in the order of their images in shard ${formatShard(manifest.shard)}`,
        `${row.path} in ${file} is not in its place, or twice`,
        `remove ${file}`,
      );
    before = row;
    yield row;
  }
}

/** What all files say of their embeddings. Throws `shards-differ`. */
function sameMetadata(files: readonly OpenShard[], first: OpenShard): EmbeddingFileMetadata {
  const [wanted, file] = [JSON.stringify(first.rows.metadata), first.file];
  const other = files.find(({ rows }) => JSON.stringify(rows.metadata) !== wanted);
  if (!other) return first.rows.metadata;
  throw new FacekitError(
    'shards-differ',
    `Expected embeddings made in one way but ${file} and ${other.file} say different things of theirs: run one of these shards again.`,
  );
}
