import { appendFileSync, readFileSync, truncateSync, writeFileSync, rmSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { encodeChange } from '../../../src/gallery/changes/change.ts';
import { EmbeddedStore } from '../../../src/gallery/embedded/embedded-store.ts';
import { openOrCreate } from '../../../src/gallery/embedded/open-folder.ts';
import { repairGallery } from '../../../src/gallery/embedded/repair.ts';
import { newFace, TWO_NUMBERS } from '../../support/faces/gallery.ts';
import { useTemporaryFolders } from '../../support/temporary.ts';

const temporaryFolder = useTemporaryFolders();
let folder = '';
let log = '';
let end = '';
let rows = '';

beforeEach(async () => {
  folder = path.join(temporaryFolder(), 'gallery');
  log = path.join(folder, 'changes-1.log');
  end = path.join(folder, 'changes-1.end');
  rows = path.join(folder, 'embeddings-1.f32');
  const store = await openOrCreate(folder, TWO_NUMBERS);
  for (const [name, degrees] of [
    ['Ann', 10],
    ['Bob', 100],
    ['Cleo', 200],
    ['Dan', 300],
  ] as const)
    await store.enrol([newFace(name, degrees)]);
});

const names = async (store: EmbeddedStore): Promise<string[]> => (await store.people()).map(({ name }) => name);
const ALL = ['Ann', 'Bob', 'Cleo', 'Dan'];

function flipBit(file: string, position: number): void {
  const bytes = readFileSync(file);
  bytes[position] = (bytes[position] ?? 0) ^ 4;
  writeFileSync(file, bytes);
}

test('a line that a killed process had begun to write does not count, and is written over', async () => {
  const bytes = readFileSync(log);
  const line = encodeChange({ change: 'rename', person: 'Ann', name: 'Anna', time: '2026-01-01T00:00:00.000Z' });
  for (let length = 1; length < line.length; length += 7) {
    writeFileSync(log, bytes);
    appendFileSync(log, line.slice(0, length));
    expect(await names(await EmbeddedStore.open(folder))).toEqual(ALL);
  }
  const store = await EmbeddedStore.open(folder);
  await store.enrol([newFace('Eve', 50)]);
  expect(await names(await EmbeddedStore.open(folder))).toEqual([...ALL, 'Eve']);
});

test('what is too long for a line is damage, and is not read to its end', async () => {
  const { length } = readFileSync(log);
  truncateSync(log, length + 2 ** 30);
  const before = process.memoryUsage().rss;
  await expect(EmbeddedStore.open(folder)).rejects.toMatchObject({ code: 'gallery-damaged' });
  expect(process.memoryUsage().rss - before).toBeLessThan(2 ** 29);
});

test('a change whose process was killed before it reported it is there', async () => {
  const store = await EmbeddedStore.open(folder);
  const before = readFileSync(end);
  await store.rename('Ann', 'Anna');
  writeFileSync(end, before);
  expect(await names(await EmbeddedStore.open(folder))).toEqual(['Anna', 'Bob', 'Cleo', 'Dan']);
});

test('a list of changes that is cut off anywhere is told, with what can be saved', async () => {
  const bytes = readFileSync(log);
  const whole = (length: number): number => bytes.subarray(0, length).filter((byte) => byte === 10).length;
  for (let length = bytes.length - 1; length > 0; length -= 41) {
    writeFileSync(log, bytes.subarray(0, length));
    const lines = whole(length);
    await expect(EmbeddedStore.open(folder)).rejects.toMatchObject({
      code: 'gallery-damaged',
      data: { recoverable: Math.max(0, lines - 1), missingLines: 5 - lines },
    });
  }
});

test('a process that has the gallery open does not write behind a list that was cut off', async () => {
  const store = await EmbeddedStore.open(folder);
  truncateSync(log, 300);
  await expect(store.enrol([newFace('Eve', 50)])).rejects.toThrow(/it was cut off meanwhile: facekit gallery repair/);
  expect(readFileSync(log)).toHaveLength(300);
});

test('a gallery that never noted how far its changes reach is opened', async () => {
  for (const damage of [
    () => {
      flipBit(end, 3);
    },
    () => {
      truncateSync(end, 7);
    },
    () => {
      rmSync(end);
    },
  ]) {
    damage();
    expect(await names(await EmbeddedStore.open(folder))).toEqual(ALL);
  }
});

test('an embedding that a killed process had begun to write is written over', async () => {
  appendFileSync(rows, Buffer.from([1, 2, 3, 4, 5]));
  const store = await EmbeddedStore.open(folder);
  await store.enrol([newFace('Eve', 50)]);
  expect(readFileSync(rows)).toHaveLength(5 * 2 * 4);
  expect(await names(await EmbeddedStore.open(folder))).toEqual([...ALL, 'Eve']);
});

describe('a gallery whose', () => {
  const damages: Readonly<Record<string, { damage: () => void; says: RegExp; saved: string[] }>> = {
    'line has a flipped bit': {
      damage: () => {
        flipBit(log, readFileSync(log).indexOf('Bob'));
      },
      says: /line 3 of its changes is damaged \(its checksum is wrong\)\. 3 faces of 3 people can be saved: facekit gallery repair/,
      saved: ['Ann', 'Cleo', 'Dan'],
    },
    'line end was lost': {
      damage: () => {
        const lines = readFileSync(log, 'utf8').split('\n');
        writeFileSync(log, [...lines.slice(0, 2), `${lines[2] ?? ''}${lines[3] ?? ''}`, ...lines.slice(4)].join('\n'));
      },
      says: /line 3 of its changes is damaged.* 2 faces of 2 people can be saved/,
      saved: ['Ann', 'Dan'],
    },
    'list of changes is cut off': {
      damage: () => {
        truncateSync(log, readFileSync(log).indexOf('Cleo'));
      },
      says: /its list of changes is cut off: 2 changes that were reported as made are missing\. 2 faces of 2 people can be saved/,
      saved: ['Ann', 'Bob'],
    },
    'embedding has a flipped bit': {
      damage: () => {
        flipBit(rows, 2 * 8 + 1);
      },
      says: /the embeddings of 1 face are cut off or were changed\. 3 faces of 3 people can be saved/,
      saved: ['Ann', 'Bob', 'Dan'],
    },
    'embeddings are cut off': {
      damage: () => {
        truncateSync(rows, 2 * 8 + 3);
      },
      says: /the embeddings of 2 faces are cut off.* 2 faces of 2 people can be saved/,
      saved: ['Ann', 'Bob'],
    },
    'gallery.json has a flipped bit': {
      damage: () => {
        flipBit(path.join(folder, 'gallery.json'), 5);
      },
      says: /Expected a header in .*gallery\.json but .*gallery repair/,
      saved: ALL,
    },
  };

  test.each(Object.keys(damages))('%s is refused with what can be saved, and repaired', async (what) => {
    const { damage, says, saved } = damages[what] ?? { damage: () => undefined, says: /^$/, saved: [] };
    damage();
    await expect(EmbeddedStore.open(folder)).rejects.toMatchObject({ code: 'gallery-damaged' });
    await expect(EmbeddedStore.open(folder)).rejects.toThrow(says);
    const report = await repairGallery(folder);
    expect(report).toMatchObject({ status: 'repaired', faces: saved.length, people: saved.length });
    const store = await EmbeddedStore.open(folder);
    expect(await names(store)).toEqual(saved);
    const [[nearest] = []] = await store.nearestPeople([newFace('', 12).embedding], { top: 1, rule: 'nearest' });
    expect(nearest?.person).toBe('Ann');
    expect(readdirSync(path.join(folder, 'damaged-1')).sort()).toEqual([
      'changes-1.end',
      'changes-1.log',
      'embeddings-1.f32',
    ]);
    await store.enrol([newFace('Eve', 50)]);
    expect(await names(await EmbeddedStore.open(folder))).toEqual([...saved, 'Eve']);
    expect(await repairGallery(folder)).toMatchObject({ status: 'whole', aside: null });
  });
});

test('a gallery whose list of changes is gone says so', async () => {
  rmSync(log);
  await expect(EmbeddedStore.open(folder)).rejects.toThrow(/its list of changes is missing\. 0 faces/);
});

test('a gallery of a newer version is left alone', async () => {
  const file = path.join(folder, 'gallery.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace('"version": 1', '"version": 2'));
  await expect(EmbeddedStore.open(folder)).rejects.toMatchObject({ code: 'gallery-version' });
  await expect(EmbeddedStore.open(folder)).rejects.toThrow(/version 2\. Nothing is wrong with it: update facekit/);
  await expect(repairGallery(folder)).rejects.toMatchObject({ code: 'gallery-version' });
});

test('what is no gallery is not repaired', async () => {
  await expect(repairGallery(temporaryFolder())).rejects.toMatchObject({ code: 'gallery-not-found' });
  await expect(repairGallery(path.join(folder, 'nothing'))).rejects.toMatchObject({ code: 'gallery-not-found' });
  rmSync(log);
  writeFileSync(path.join(folder, 'gallery.json'), '');
  await expect(repairGallery(folder)).rejects.toThrow(/Expected something to save/);
});

test('compact leaves out what was removed, also for a process that has the gallery open', async () => {
  const [store, reader] = [await EmbeddedStore.open(folder), await EmbeddedStore.open(folder)];
  const removed = await store.faces({ person: 'Bob' });
  await store.remove(removed.map(({ id }) => id));
  await store.rename('Cleo', 'Clea');
  expect(await store.compact()).toBeGreaterThan(8);
  expect(readdirSync(folder).sort()).toEqual(['changes-2.end', 'changes-2.log', 'embeddings-2.f32', 'gallery.json']);
  expect(readFileSync(path.join(folder, 'embeddings-2.f32'))).toHaveLength(3 * 2 * 4);
  for (const each of [reader, store, await EmbeddedStore.open(folder)]) {
    expect(await names(each)).toEqual(['Ann', 'Clea', 'Dan']);
    const [[nearest] = []] = await each.nearestPeople([newFace('', 305).embedding], { top: 1, rule: 'nearest' });
    expect(nearest?.person).toBe('Dan');
  }
  await reader.enrol([newFace('Eve', 50)]);
  expect(await names(store)).toEqual(['Ann', 'Clea', 'Dan', 'Eve']);
});
