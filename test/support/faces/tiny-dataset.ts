import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from '@jest/globals';
import type { PullDatasetOptions } from '../../../src/dataset/pull/pull-dataset.ts';
import type { DatasetFile, DatasetSource } from '../../../src/dataset/pull/source.ts';
import { tgz } from '../archives.ts';
import { sendFile, status, type Answer } from '../programs/file-server.ts';

/** Two people with three images of 40 kB that do not compress, so that half an archive holds something. */
const IMAGES: ReadonlyMap<string, Buffer> = new Map(
  ['Ann/Ann_0001.jpg', 'Ann/Ann_0002.jpg', 'Bob/Bob_0001.jpg'].map((name) => [name, noise(name, 40_000)]),
);

const PAIRS = '1\nAnn\t1\t2\nAnn\t1\tBob\t1\n';

/** The files of the tiny data set as a mirror has them. */
export const MIRROR: ReadonlyMap<string, Buffer> = new Map([
  ['tiny.tgz', tgz([...IMAGES].map(([name, content]) => ({ name: `tiny/${name}`, content })))],
  ['pairs.txt', Buffer.from(PAIRS)],
]);

/** The tiny data set, found at these addresses. */
export const tinyDataset = (...addresses: readonly string[]): DatasetSource => ({
  name: 'tiny',
  variant: 'original',
  archive: { ...file('tiny.tgz', addresses), megabytes: 1, images: IMAGES.size },
  lists: [file('pairs.txt', addresses)],
});

function file(name: string, addresses: readonly string[]): DatasetFile {
  const content = MIRROR.get(name) ?? Buffer.alloc(0);
  return {
    name,
    sha256: createHash('sha256').update(content).digest('hex'),
    maxBytes: 2 * content.length,
    addresses: addresses.map((address) => `${address}/${name}`),
  };
}

/** Serves the mirror. */
export const serveMirror: Answer = (request, response) => {
  const content = MIRROR.get((request.url ?? '').split('/').at(-1) ?? '');
  (content ? sendFile(content) : status(404))(request, response);
};

/** Bytes that look random, the same at each run. */
function noise(seed: string, length: number): Buffer {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, i) =>
    createHash('sha256').update(`${seed} ${i}`).digest(),
  );
  return Buffer.concat(blocks, length);
}

/** How it is pulled into a folder. */
export const pullOptions = (folder: string, more: Partial<PullDatasetOptions> = {}): PullDatasetOptions => ({
  folder,
  signal: new AbortController().signal,
  firstDelayMs: 1,
  ...more,
});

/** It is there, whole, and nothing else. */
export function expectInstalled(folder: string): void {
  expect(readdirSync(folder).sort()).toEqual(['pairs.txt', 'tiny']);
  expect(readFileSync(path.join(folder, 'pairs.txt'), 'utf8')).toBe(PAIRS);
  for (const [name, content] of IMAGES)
    expect(content.equals(readFileSync(path.join(folder, 'tiny', name)))).toBe(true);
  expect(readdirSync(path.join(folder, 'tiny')).sort()).toEqual(['Ann', 'Bob', 'dataset.json']);
}
