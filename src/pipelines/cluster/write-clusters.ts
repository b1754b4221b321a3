import { copyFile, link, mkdir, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { randomKey } from '../../core/random.ts';
import { FacekitError, interruptedError, systemErrorCode } from '../../core/errors.ts';
import { tableOf } from '../../dataset/embedding-file/contents.ts';
import { writeEmbeddingFile } from '../../dataset/embedding-file/write.ts';
import { removeTemporaries, temporaryBeside } from '../../files/atomic-file.ts';
import { writing } from '../../files/output-errors.ts';
import { facekitVersion } from '../../files/package-info.ts';
import { isGone, thisProcess } from '../../files/process-id.ts';
import type { ClusterOutcome } from './cluster-collection.ts';
import type { ClusterReport, GroupedFace } from './cluster-report.ts';
import type { Link } from './cluster-settings.ts';
import { type ClusterLine, encodeClusters } from './clusters-file.ts';
import { CLUSTERS_FILE, FACES_FILE, PAGE_FILE, UNSORTED } from './earlier-clusters.ts';
import { faceKey, type FoundFace } from './found-faces.ts';
import { createFileNamer } from './group-names.ts';
import { replaceFolder } from './replace-folder.ts';

export interface ClusterOutput {
  /** Absolute. */
  readonly folder: string;
  readonly link: Link;
  /** The contact sheet. */
  readonly page: string;
  readonly signal: AbortSignal;
}

/**
 * Whether groups can be written to a folder: it is not there, or empty. Throws `output-exists` otherwise.
 */
export async function requireFreeFolder(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (systemErrorCode(error) === 'ENOENT') return [];
    if (systemErrorCode(error) === 'ENOTDIR') return ['a file'];
    throw error;
  });
  if (names.length === 0) return;
  throw new FacekitError(
    'output-exists',
    `Expected a free place or an empty folder for the groups but something is in ${folder}: choose another \`output\`; to add to groups that are there, name them by \`into\`.`,
  );
}

/**
 * Writes the folder of groups: one folder a person with its photographs, `unsorted`, `clusters.jsonl`, `faces.arrow` and the page. All of it is
 * made beside its place first: the folder is there whole, or not at all.
 *
 * @throws FacekitError `output-not-writable`, `disk-full`, `interrupted`
 */
export async function writeClusters(outcome: ClusterOutcome, output: ClusterOutput): Promise<void> {
  const { folder } = output;
  const parent = path.dirname(folder);
  const self = thisProcess(randomKey());
  await writing(folder, async () => {
    await mkdir(parent, { recursive: true });
    await removeTemporaries(parent, (owner, lastWrite) => isGone(owner, self, lastWrite));
    const aside = temporaryBeside(folder, self, 'clusters');
    try {
      await mkdir(aside);
      await fill(aside, outcome, output);
      await replaceFolder(aside, folder);
    } finally {
      await rm(aside, { recursive: true, force: true });
    }
  });
}

async function fill(folder: string, { report, metadata, faces }: ClusterOutcome, output: ClusterOutput): Promise<void> {
  const planned = linesOf(report.groups, report.unsorted);
  for (const name of new Set(planned.map(({ group = UNSORTED }) => group))) await mkdir(path.join(folder, name));
  const lines: ClusterLine[] = [];
  for (const line of planned) {
    if (output.signal.aborted)
      throw interruptedError('Interrupted while the groups were written; nothing is kept.', output.signal);
    const face = faces.get(faceKey(line));
    const isPlaced = face && (await place(face, path.join(folder, line.group ?? UNSORTED, line.file), output.link));
    lines.push(isPlaced ? line : { ...line, file: null });
  }
  const rows = lines.flatMap((line) => faces.get(faceKey(line)) ?? []);
  await writeEmbeddingFile(path.join(folder, FACES_FILE), tableOf(metadata, rows));
  await writeFile(path.join(folder, PAGE_FILE), output.page);
  const { model, threshold, minFaces } = report;
  const settings = { facekit: facekitVersion(), model, threshold, minFaces };
  await writeFile(path.join(folder, CLUSTERS_FILE), encodeClusters(settings, lines));
}

type PlannedLine = ClusterLine & { readonly file: string };

function linesOf(groups: ClusterReport['groups'], unsorted: readonly GroupedFace[]): readonly PlannedLine[] {
  const grouped = groups.flatMap(({ name, faces }) => faces.map((face) => ({ ...face, group: name })));
  const nameFile = createFileNamer();
  return [...grouped, ...unsorted].map((face) => ({ ...face, file: nameFile(face.path) }));
}

/**
 * Puts the picture of a face into its folder: that of an earlier run as it is, else the photograph. False where the photograph is gone, as that of
 * an embedding file may be.
 */
async function place({ file, picture }: FoundFace, to: string, how: Link): Promise<boolean> {
  try {
    if (picture !== undefined) await link(picture, to).catch(() => copyFile(picture, to));
    else if (how === 'symbolic') await symlink(await realpath(file), to);
    else if (how === 'hard') await link(file, to);
    else await copyFile(file, to);
    return true;
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    if (code !== 'EXDEV') throw error;
    throw new FacekitError(
      'output-not-writable',
      `Expected photographs on the disk of the output with \`link: hard\` but ${file} is on another: choose copy or symbolic.`,
      { cause: error },
    );
  }
}
