import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { FacekitError } from '../../core/errors.ts';
import { randomKey } from '../../core/random.ts';
import type { EmbeddingFileMetadata } from '../../dataset/embedding-file/contents.ts';
import { withLock } from '../../files/lock.ts';
import { writing } from '../../files/output-errors.ts';
import { thisProcess } from '../../files/process-id.ts';
import { DEFAULT_PERSON_RULE } from '../person-rule.ts';
import { appendToLog, LOG_START } from './change-log.ts';
import { EmbeddedStore } from './embedded-store.ts';
import { VERSION, writeHeader } from './header.ts';
import { writeLogEnd } from './log-end.ts';
import { filesOf, generationOf, headerFile, lockFile } from './layout.ts';
import { writeRows } from './row-file.ts';
import { namesIn } from '../../files/if-there.ts';

/**
 * Opens the gallery in a folder, or makes one there for embeddings of this kind.
 *
 * @throws FacekitError `output-exists` for a folder of other things; `gallery-damaged`, `gallery-version`, `output-not-writable`
 */
export async function openOrCreate(folder: string, embeddings: EmbeddingFileMetadata): Promise<EmbeddedStore> {
  if (!(await hasHeader(folder))) await create(folder, embeddings);
  return EmbeddedStore.open(folder);
}

const FIRST_GENERATION = 1;

async function create(folder: string, embeddings: EmbeddingFileMetadata): Promise<void> {
  await writing(folder, () => mkdir(folder, { recursive: true }));
  await refuseForeign(folder);
  await withLock(lockFile(folder), thisProcess(randomKey()), async () => {
    if (await hasHeader(folder)) return;
    const files = filesOf(folder, FIRST_GENERATION);
    const rule = DEFAULT_PERSON_RULE;
    await writeRows(files.rows, 0, []);
    const { end } = await appendToLog(files.log, LOG_START, [{ change: 'begin', version: VERSION, embeddings, rule }]);
    await writeLogEnd(files.logEnd, end);
    await writeHeader(folder, { generation: FIRST_GENERATION, embeddings, rule });
  });
}

const hasHeader = async (folder: string): Promise<boolean> =>
  (await namesIn(folder)).includes(path.basename(headerFile(folder)));

async function refuseForeign(folder: string): Promise<void> {
  const lock = path.basename(lockFile(folder));
  const names = await namesIn(folder);
  const foreign = names.find(
    (name) => generationOf(name) === undefined && !name.startsWith(lock) && !TEMPORARY.test(name),
  );
  if (foreign === undefined || names.includes(path.basename(headerFile(folder)))) return;
  throw new FacekitError(
    'output-exists',
    `Expected a gallery, an empty folder or none at ${folder} but it holds ${foreign} and no gallery.json: name another folder.`,
  );
}

const TEMPORARY = /^\.facekit-.*\.tmp$/;
