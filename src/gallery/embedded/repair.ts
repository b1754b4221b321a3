import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { FacekitError, systemErrorCode } from '../../core/errors.ts';
import { randomKey } from '../../core/random.ts';
import { withLock } from '../../files/lock.ts';
import { writing } from '../../files/output-errors.ts';
import { thisProcess } from '../../files/process-id.ts';
import type { StateChange } from '../changes/change.ts';
import { toGalleryFace } from '../changes/face-record.ts';
import type { GalleryFace } from '../contents.ts';
import { LOG_START, readLog } from './change-log.ts';
import { writeGeneration } from './generation.ts';
import { type GalleryHeader, readHeader, requireKnownVersion } from './header.ts';
import { filesOf, generationOf, lockFile } from './layout.ts';
import { type Salvage, salvage } from './salvage.ts';
import { namesIn } from '../../files/if-there.ts';

/** What a repair found and saved. */
export interface RepairReport {
  readonly gallery: string;
  /** `whole`: nothing was wrong, and nothing was changed. */
  readonly status: 'whole' | 'repaired';
  /** Of the gallery, afterwards. */
  readonly people: number;
  readonly faces: number;
  /** Lines of the list of changes, from 1, that could not be read: a face, a removal or a name may be lost with each. */
  readonly damagedLines: readonly number[];
  /** Changes that were reported as made and are missing at the end of the list: it was cut off. */
  readonly missingLines: number;
  /** Faces whose embeddings were cut off or changed. */
  readonly lost: readonly GalleryFace[];
  /** Where the damaged files are now. */
  readonly aside: string | null;
}

/**
 * Saves what can be read of a damaged gallery. The damaged files are kept in a folder beside the new ones.
 *
 * @throws FacekitError `gallery-not-found`, `gallery-version`; `gallery-damaged` where nothing can be saved
 */
export async function repairGallery(folder: string): Promise<RepairReport> {
  // Nothing is written where there is no gallery.
  await findHeader(folder);
  return withLock(lockFile(folder), thisProcess(randomKey()), async (): Promise<RepairReport> => {
    const { header, isWhole } = await findHeader(folder);
    const saved = await salvage(folder, header);
    const { state, lines, missingLines, lost } = saved;
    const found = {
      gallery: folder,
      people: state.people().length,
      faces: state.size,
      damagedLines: lines.map(({ line }) => line),
      missingLines,
      lost: lost.map(toGalleryFace),
    };
    if (isWhole && saved.hasLog && lines.length === 0 && missingLines === 0 && lost.length === 0)
      return { ...found, status: 'whole', aside: null };
    return { ...found, status: 'repaired', aside: await replace(folder, header, saved) };
  });
}

async function replace(folder: string, header: GalleryHeader, { state, rows }: Salvage): Promise<string> {
  const { log, logEnd, index, rows: embeddings } = filesOf(folder, header.generation);
  await writeGeneration(folder, { ...header, generation: header.generation + 1 }, { state, rows, log });
  const aside = path.join(folder, `damaged-${header.generation}`);
  await writing(aside, () => mkdir(aside, { recursive: true }));
  await rm(index, { force: true });
  for (const file of [log, logEnd, embeddings])
    await writing(aside, () => rename(file, path.join(aside, path.basename(file)))).catch((error: unknown) => {
      if (!(error instanceof FacekitError && systemErrorCode(error.cause) === 'ENOENT')) throw error;
    });
  return aside;
}

interface FoundHeader {
  readonly header: GalleryHeader;
  readonly isWhole: boolean;
}

/** What `gallery.json` says, or where that is damaged or missing, the newest list of changes. */
async function findHeader(folder: string): Promise<FoundHeader> {
  try {
    return { header: await readHeader(folder), isWhole: true };
  } catch (error) {
    if (!(error instanceof FacekitError && ['gallery-damaged', 'gallery-not-found'].includes(error.code))) throw error;
    const generations = (await namesIn(folder)).map(generationOf).filter((generation) => generation !== undefined);
    for (const generation of [...new Set(generations)].sort((a, b) => b - a)) {
      const begin = await readBegin(filesOf(folder, generation).log);
      if (!begin) continue;
      requireKnownVersion(begin.version, folder);
      const { embeddings, rule } = begin;
      return { header: { generation, embeddings, rule }, isWhole: false };
    }
    throw error.code === 'gallery-not-found' ? error : nothingLeft(folder, error);
  }
}

const nothingLeft = (folder: string, cause: unknown): FacekitError =>
  new FacekitError(
    'gallery-damaged',
    `Expected something to save in ${folder} but neither gallery.json nor the first line of a list of changes can be read: restore the folder from a copy, or enrol the photographs again.`,
    { cause },
  );

type Begin = Extract<StateChange, { change: 'begin' }>;

/** The first line of a list of changes; undefined where that cannot be read. */
async function readBegin(log: string): Promise<Begin | undefined> {
  const begins: Begin[] = [];
  try {
    await readLog(log, LOG_START, {
      onChange: (change) => {
        if (change.change === 'begin') begins.push(change);
        return undefined;
      },
      onDamage: () => undefined,
    });
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw error;
  }
  return begins[0];
}
