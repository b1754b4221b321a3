import { rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { systemErrorCode } from '../../core/errors.ts';
import { checkRecord, alignmentDamaged, type AlignmentRecord } from '../../dataset/alignment-record.ts';
import { readLines } from '../../dataset/embedding-file/lines.ts';
import { StagedFiles } from '../../dataset/embedding-file/staged-stream.ts';
import { encodeMember, TAR_END } from '../../dataset/tar-archive/encode-member.ts';
import { requireInside } from '../../files/real-path.ts';
import { readRegularFile } from '../../files/regular-file.ts';

/**
 * Packs the crops of a shard into an archive in the form of WebDataset: for each crop `<key>.png`, and `<key>.json` with its photograph and its face.
 * In the order of the records; equal crops make equal archives. Then the crops themselves are removed.
 *
 * @param folder the output, absolute; crops and the archive lie in it
 * @param records `alignment.jsonl` of the shard
 * @throws FacekitError `alignment-damaged`, `leads-outside`; those of reading and writing
 */
export async function packCrops(
  folder: string,
  { records, archive }: { readonly records: string; readonly archive: string },
): Promise<void> {
  const staged = new StagedFiles();
  try {
    const stream = await staged.open(archive);
    for await (const { output, description } of cropsOf(records)) {
      await requireInside(folder, [path.posix.dirname(output)]);
      await stream.write(encodeMember(output, await readRegularFile(path.join(folder, output))));
      await stream.write(encodeMember(output.replace(/\.png$/, '.json'), Buffer.from(JSON.stringify(description))));
    }
    await stream.write(TAR_END);
    await staged.commit([archive]);
  } finally {
    await staged.discard();
  }
  await removeCrops(folder, records);
}

interface DescribedCrop {
  /** Relative to the output. */
  readonly output: string;
  readonly description: Readonly<Record<string, unknown>>;
}

async function* cropsOf(records: string): AsyncGenerator<DescribedCrop> {
  let number = 0;
  for await (const line of readLines(records)) {
    number += 1;
    const record = checkRecord(line);
    if (!record.ok) throw alignmentDamaged(`line ${number} of ${records}`, record.problem);
    yield* describedCrops(record.value);
  }
}

const describedCrops = ({ path: photograph, width, height, faces }: AlignmentRecord): DescribedCrop[] =>
  faces.flatMap(({ output, box, score, landmarks, turn, cropBox }) => {
    const face = { box, score, landmarks, ...(turn && { turn }), cropBox };
    return output === undefined ? [] : [{ output, description: { path: photograph, width, height, ...face } }];
  });

/** Folders that are empty then go too, unless another shard has a crop there. */
async function removeCrops(folder: string, records: string): Promise<void> {
  const folders = new Set<string>();
  for await (const { output } of cropsOf(records)) {
    await rm(path.join(folder, output), { force: true });
    for (let above = path.posix.dirname(output); above !== '.'; above = path.posix.dirname(above)) folders.add(above);
  }
  for (const each of [...folders].sort((a, b) => b.length - a.length))
    await rmdir(path.join(folder, each)).catch((error: unknown) => {
      if (systemErrorCode(error) === undefined) throw error;
    });
}
