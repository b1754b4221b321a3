import path from 'node:path';
import {
  alignmentDamaged,
  checkRecord,
  outputsOf,
  parseRecord,
  type AlignmentRecord,
} from '../../dataset/alignment-record.ts';
import type { AtomicWriter } from '../../files/atomic-file.ts';
import { readTextFile } from '../../files/regular-file.ts';
import { ifThere } from '../../files/if-there.ts';

/** The records of earlier runs, kept as lines: a parsed record takes several times the memory. */
export interface EarlierRecords {
  find(image: string): AlignmentRecord | undefined;
  /** The image that a crop belongs to, by the crop's path relative to the output folder. */
  ownerOf(crop: string): string | undefined;
}

/** `alignment.jsonl` of an output folder. */
export class AlignmentFile {
  readonly #file: string;
  readonly #writer: AtomicWriter;

  constructor(folder: string, writer: AtomicWriter) {
    this.#file = path.join(folder, 'alignment.jsonl');
    this.#writer = writer;
  }

  /**
   * Reads it; a folder without one has no records.
   *
   * @throws FacekitError `alignment-damaged` for a line that is no record, or names a crop outside the folder
   */
  async read(): Promise<EarlierRecords> {
    const lines = new Map<string, string>();
    const owners = new Map<string, string>();
    for (const { line, record } of await readLines(this.#file)) {
      lines.set(record.path, line);
      for (const crop of outputsOf(record)) owners.set(crop, record.path);
    }
    return {
      find: (image) => parseRecord(lines.get(image) ?? ''),
      ownerOf: (crop) => owners.get(crop),
    };
  }

  /** All its records. Throws as `read`. */
  async all(): Promise<AlignmentRecord[]> {
    return (await readLines(this.#file)).map(({ record }) => record);
  }

  /**
   * Writes it with the records of this run, and of all other images that it had. Call it under the folder's lock: another process may
   * have written since this run began.
   */
  async merge(ours: ReadonlyMap<string, string>): Promise<void> {
    const merged = new Map((await readLines(this.#file)).map(({ line, record }) => [record.path, line]));
    for (const [image, line] of ours) {
      if (!merged.has(image) || !isBareSkip(line)) merged.set(image, line);
    }
    const paths = [...merged.keys()].sort();
    await this.#writer.write(this.#file, paths.map((image) => `${merged.get(image) ?? ''}\n`).join(''));
  }
}

/** A crop that was there before, of which this run knows nothing more: any other record of the image says more. */
export function isBareSkip(line: string): boolean {
  const record = parseRecord(line);
  return record?.status === 'skipped' && record.faces.length === 0;
}

async function readLines(file: string): Promise<{ line: string; record: AlignmentRecord }[]> {
  const lines = (await ifThere(readTextFile(file), '')).split('\n');
  return lines.flatMap((line, i) => {
    if (line === '') return [];
    const record = checkRecord(line);
    if (!record.ok) throw alignmentDamaged(`line ${i + 1} of ${file}`, record.problem);
    return [{ line, record: record.value }];
  });
}
