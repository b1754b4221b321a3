import path from 'node:path';
import * as v from 'valibot';
import { FacekitError } from '../../core/errors.ts';
import { checkJson } from '../../core/json.ts';
import { readLineBytes } from '../../dataset/embedding-file/lines.ts';
import { EMBEDDING_METADATA } from '../../dataset/embedding-file/metadata.ts';
import type { EmbeddingFileMetadata } from '../../dataset/embedding-file/contents.ts';
import type { ImageFile } from '../../dataset/image-files.ts';
import { isThere } from '../../files/move-file.ts';
import { digestOfList } from '../../sharding/list-digest.ts';
import { type ShardManifest, shardDamaged } from '../../sharding/manifest.ts';
import { formatShard } from '../../sharding/shard.ts';
import { NUMBER } from '../../models/model-schema.ts';
import type { EmbeddedCollection } from '../collection/embed-collection.ts';
import type { EmbeddedImage } from '../collection/embed-images.ts';
import { readCheckedLine } from '../embed/partial-record.ts';
import { findShards } from './find-shards.ts';
import { measureLines } from './measure-lines.ts';
import { parseMeasuredLine } from './measured-line.ts';
import { joinable } from './joinable.ts';

/**
 * What all shards of a check have measured, as if one run had.
 *
 * @param folder of the measurements, absolute
 * @param files the images as they are now
 * @throws FacekitError `shards-missing`, `shards-differ`, `shard-damaged`
 */
export async function readMeasurements(
  folder: string,
  files: readonly ImageFile[],
  cwd: string,
): Promise<EmbeddedCollection> {
  const manifests = joinable(await findShards(folder), cwd);
  const [first] = manifests;
  if (first?.command !== 'check' || first.input.sha256 !== digestOfList(files.map((file) => file.path)).sha256)
    throw new FacekitError(
      'shards-differ',
      `Expected measurements of these ${files.length} images in ${folder} but they are of others: files were added or removed since, or it is another folder's. Run all shards again into an empty folder.`,
    );
  const known = new Map(files.map((file) => [file.path, file]));
  const measured = new Map<string, EmbeddedImage>();
  let metadata: EmbeddingFileMetadata | undefined;
  let seconds = 0;
  for (const manifest of manifests) {
    const part = await readShard(folder, manifest, (name) => known.get(name));
    for (const image of part.images) measured.set(image.image.path, image);
    metadata ??= part.metadata;
    seconds += part.seconds;
  }
  const images = files.flatMap((file) => measured.get(file.path) ?? []);
  if (!metadata || images.length !== files.length)
    throw shardDamaged(
      `measurements of ${files.length} images in ${folder}`,
      `there are ${images.length}`,
      'remove it',
    );
  return { metadata, images, seconds };
}

const HEAD = v.object({ metadata: EMBEDDING_METADATA, seconds: NUMBER });

async function readShard(
  folder: string,
  { shard, result }: ShardManifest,
  imageAt: (name: string) => ImageFile | undefined,
): Promise<EmbeddedCollection> {
  const file = path.join(folder, result?.file ?? '');
  const refuse = (problem: string) =>
    shardDamaged(
      `the measurements of shard ${formatShard(shard)} in ${file}`,
      problem,
      `remove ${file} and its manifest`,
    );
  if (!(await isThere(file))) throw refuse('it is gone');
  const { sha256, lines } = await measureLines(file);
  if (sha256 !== result?.sha256 || lines !== result.records + 1)
    throw refuse('it was changed or cut off since it was complete');
  let head: v.InferOutput<typeof HEAD> | undefined;
  const images: EmbeddedImage[] = [];
  for await (const line of readLineBytes(file)) {
    if (head) {
      const image = parseMeasuredLine(line, imageAt);
      if (!image) throw refuse(`line ${images.length + 2} is no image of the folder`);
      images.push(image);
    } else {
      const parsed = checkJson(readCheckedLine(line) ?? '', HEAD);
      if (!parsed.ok) throw refuse(parsed.problem);
      head = parsed.value;
    }
  }
  if (!head) throw refuse('it is empty');
  return { ...head, images };
}
