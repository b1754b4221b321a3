import type { Stats } from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import path from 'node:path';
import { systemErrorCode } from '../core/errors.ts';

/** What a name in a folder stands for, links followed. */
export type EntryKind = 'file' | 'folder' | 'other' | 'broken';

export interface FolderEntry {
  readonly name: string;
  /** `other`: a socket, a pipe or a device; `broken`: a link that leads nowhere. */
  readonly kind: EntryKind;
  readonly isLink: boolean;
}

/** Entries that are read from the system at a time. */
const BUFFERED = 256;

/**
 * The entries of a folder but those whose names begin with a dot, in no order. Names may hold any character. Ends early when `signal`
 * is aborted.
 *
 * @throws the system's error where the folder cannot be listed
 */
export async function* listFolder(folder: string, signal?: AbortSignal): AsyncGenerator<FolderEntry> {
  for await (const entry of await opendir(folder, { bufferSize: BUFFERED })) {
    if (signal?.aborted) return;
    const { name } = entry;
    if (name.startsWith('.')) continue;
    const isLink = entry.isSymbolicLink();
    yield { name, isLink, kind: isLink ? await targetKind(path.join(folder, name)) : kindOf(entry) };
  }
}

async function targetKind(link: string): Promise<EntryKind> {
  try {
    return kindOf(await stat(link));
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    return 'broken';
  }
}

function kindOf(entry: Pick<Stats, 'isFile' | 'isDirectory'>): EntryKind {
  if (entry.isFile()) return 'file';
  return entry.isDirectory() ? 'folder' : 'other';
}
