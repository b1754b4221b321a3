import { rm } from 'node:fs/promises';
import path from 'node:path';
import { onOneLine } from '../../core/printable.ts';
import { parseRecord, type AlignmentRecord } from '../../dataset/alignment-record.ts';
import type { PlannedOutput } from '../../dataset/output-plan.ts';
import type { AtomicWriter } from '../../files/atomic-file.ts';
import type { ProcessId } from '../../files/process-id.ts';
import { outputName } from './decide.ts';

export const boxesPath = (folder: string, { key }: Pick<ProcessId, 'key'>): string =>
  path.join(folder, `bounding_boxes_${key}.txt`);

/** The list of boxes of one run. */
export class BoxList {
  readonly #file: string;
  readonly #named: string;
  readonly #writer: AtomicWriter;

  /** @param named the output folder as the user named it */
  constructor(
    folder: string,
    { named, self }: { readonly named: string; readonly self: ProcessId },
    writer: AtomicWriter,
  ) {
    this.#file = boxesPath(folder, self);
    this.#named = named;
    this.#writer = writer;
  }

  /** @param lines records as lines, by path */
  async write(lines: ReadonlyMap<string, string>, plan: readonly PlannedOutput[]): Promise<void> {
    const stems = new Map(plan.map(({ path: image, stem }) => [image, stem]));
    await this.#writer.write(this.#file, boundingBoxes(lines, stems, this.#named));
  }
}

/** Removes the lists of other runs. */
export async function removeBoxLists(folder: string, owners: readonly ProcessId[]): Promise<void> {
  for (const owner of owners) await rm(boxesPath(folder, owner), { force: true });
}

/**
 * The content of `bounding_boxes_NNNNN.txt` as `align_dataset_mtcnn.py` writes it: `<crop> x1 y1 x2 y2` for each crop, with the
 * corners that were cut out, and only `<crop>` for an image without a face. In the order of the images. A line break in a name is
 * written as `\\u000a`, so that each crop has one line; `alignment.jsonl` holds the name itself.
 *
 * @param lines records as lines, by path
 * @param stems places of the crops, by path
 * @param output the output folder as the user named it
 */
function boundingBoxes(lines: ReadonlyMap<string, string>, stems: ReadonlyMap<string, string>, output: string): string {
  const records = [...lines.keys()].sort().flatMap((image) => parseRecord(lines.get(image) ?? '') ?? []);
  return records
    .flatMap((record) => boxLines(record, stems.get(record.path) ?? record.path, output))
    .map((line) => `${line}\n`)
    .join('');
}

/**
 * What the list says of an image, without line ends.
 *
 * @param stem the place of its crops
 * @param output the output folder as the user named it
 */
export function boxLines(record: AlignmentRecord, stem: string, output: string): string[] {
  const named = (crop: string): string => onOneLine(`${output}/${crop}`.replaceAll('/', path.sep));
  if (record.status === 'no-face') return [named(outputName(stem, 0, false))];
  if (record.status !== 'aligned') return [];
  return record.faces.flatMap(({ output, cropBox }) =>
    output === undefined || cropBox === undefined ? [] : [`${named(output)} ${cropBox.join(' ')}`],
  );
}
