import path from 'node:path';
import { quarantineFiles, type QuarantineItem } from '../../../src/dataset/quarantine/quarantine.ts';
import { restoreQuarantine } from '../../../src/dataset/quarantine/restore.ts';
import type { MoveFile } from '../../../src/files/move-file.ts';
import { writeFiles } from '../temporary.ts';

const signal = new AbortController().signal;

export const FILES = { 'Ann/1.jpg': 'ann 1', 'Ann/2.jpg': 'ann 2', 'Bob/deep/3.jpg': 'bob 3', 'Bob/4.jpg': 'bob 4' };
export const ITEMS: QuarantineItem[] = [
  { path: 'Ann/1.jpg', problems: ['blurred'] },
  { path: 'Bob/deep/3.jpg', problems: ['duplicate', 'mislabelled'] },
];

/** Writes a data set, and names it and a folder beside it. */
export function writeDataSet(base: string): { readonly root: string; readonly folder: string } {
  const [root, folder] = [path.join(base, 'set'), path.join(base, 'away')];
  writeFiles(root, FILES);
  return { root, folder };
}

export const quarantine = (place: { root: string; folder: string }, move?: MoveFile, items = ITEMS) =>
  quarantineFiles(items, { ...place, signal, ...(move ? { move } : {}) });

export const restore = ({ folder }: { folder: string }, move?: MoveFile) =>
  restoreQuarantine(folder, { signal, ...(move ? { move } : {}) });
