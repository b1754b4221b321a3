import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { onOneLine } from '../../core/printable.ts';
import { parseRecord, type AlignmentRecord } from '../../dataset/alignment-record.ts';
import { facekitVersion, installedVersion, PACKAGE_ROOT } from '../../files/package-info.ts';
import { outputName } from './decide.ts';

/**
 * The content of `bounding_boxes_NNNNN.txt` as `align_dataset_mtcnn.py` writes it: `<crop> x1 y1 x2 y2` for each crop, with the
 * corners that were cut out, and only `<crop>` for an image without a face. In the order of the images. A line break in a name is
 * written as `\\u000a`, so that each crop has one line; `alignment.jsonl` holds the name itself.
 *
 * @param lines records as lines, by path
 * @param stems places of the crops, by path
 * @param output the output folder as the user named it
 */
export function boundingBoxes(
  lines: ReadonlyMap<string, string>,
  stems: ReadonlyMap<string, string>,
  output: string,
): string {
  const records = [...lines.keys()].sort().flatMap((image) => parseRecord(lines.get(image) ?? '') ?? []);
  const named = (crop: string): string => onOneLine(`${output}/${crop}`.replaceAll('/', path.sep));
  return records
    .flatMap((record) => boxLines(record, stems.get(record.path) ?? record.path, named))
    .map((line) => `${line}\n`)
    .join('');
}

function boxLines(record: AlignmentRecord, stem: string, named: (crop: string) => string): string[] {
  if (record.status === 'no-face') return [named(outputName(stem, 0, false))];
  if (record.status !== 'aligned') return [];
  return record.faces.flatMap(({ output, cropBox }) =>
    output === undefined || cropBox === undefined ? [] : [`${named(output)} ${cropBox.join(' ')}`],
  );
}

const RULE = '--------------------';

/** The content of `revision_info.txt`, laid out as FaceNet's `store_revision_info` does, with the versions that count here. */
export async function revisionInfo(argv: readonly string[]): Promise<string> {
  const versions = [
    `facekit version: ${facekitVersion()}`,
    `node version: ${process.version}`,
    `onnxruntime-node version: ${installedVersion('onnxruntime-node') ?? 'not installed'}`,
    `sharp version: ${installedVersion('sharp') ?? 'not installed'}`,
  ];
  const { hash, diff } = await checkout();
  return [`arguments: ${argv.join(' ')}`, ...versions, `git hash: ${hash}`, diff].join(`\n${RULE}\n`);
}

/** facekit's own commit and changes. Inside another project's `node_modules` that project's commit would say nothing. */
async function checkout(): Promise<{ hash: string; diff: string }> {
  try {
    if ((await git('rev-parse', '--show-toplevel')) !== PACKAGE_ROOT) throw new Error('another checkout');
    return { hash: await git('rev-parse', 'HEAD'), diff: await git('diff', 'HEAD') };
  } catch {
    return { hash: 'not a git checkout', diff: '' };
  }
}

async function git(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('git', args, { cwd: PACKAGE_ROOT, maxBuffer: 64 * 2 ** 20 });
  return stdout.trim();
}
