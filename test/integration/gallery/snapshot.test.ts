import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import { EmbeddedStore } from '../../../src/gallery/embedded/embedded-store.ts';
import { openOrCreate } from '../../../src/gallery/embedded/open-folder.ts';
import { repairGallery } from '../../../src/gallery/embedded/repair.ts';
import { newFace, TWO_NUMBERS } from '../../support/faces/gallery.ts';
import { useTemporaryFolders } from '../../support/temporary.ts';

const temporaryFolder = useTemporaryFolders();
const FACES = 3600;
let folder = '';
const fileOf = (name: string): string => path.join(folder, name);

/** 1,800 people with two faces each: enough for what the changes add up to to be noted. */
beforeEach(async () => {
  folder = path.join(temporaryFolder(), 'gallery');
  const store = await openOrCreate(folder, TWO_NUMBERS);
  await store.enrol(Array.from({ length: FACES }, (_, i) => newFace(`person ${i >> 1} é`, i * 0.1)));
  const gone = await store.faces({ person: 'person 3 é' });
  await store.remove(gone.map(({ id }) => id));
  await store.rename('person 4 é', 'person 5 é');
  await EmbeddedStore.open(folder);
});

/** All that a gallery tells. */
async function told(): Promise<unknown> {
  const store = await EmbeddedStore.open(folder);
  const faces = await store.faces();
  const probe = [newFace('', 0.77).embedding];
  return {
    faces,
    people: await store.people(),
    calibration: await store.calibration(),
    near: await store.nearestPeople(probe, { top: 5, rule: 'nearest-and-mean' }),
    found: await store.facesWithIds(faces.slice(0, 50).map(({ id }) => id)),
    photograph: await store.facesOfPhotograph(newFace('person 9 é', 1.9).source.sha256),
  };
}

function flipBit(name: string, position: number): void {
  const bytes = readFileSync(fileOf(name));
  bytes[position] = (bytes[position] ?? 0) ^ 4;
  writeFileSync(fileOf(name), bytes);
}

test('what changes add up to is noted, and a gallery opened by it is the same', async () => {
  expect(existsSync(fileOf('changes-1.index'))).toBe(true);
  const byNote = await told();
  writeFileSync(fileOf('changes-1.index'), 'nothing');
  expect(await told()).toEqual(byNote);
  flipBit('changes-1.index', statSync(fileOf('changes-1.index')).size >> 1);
  expect(await told()).toEqual(byNote);
});

test('changes behind those that are noted are read', async () => {
  const { mtimeMs } = statSync(fileOf('changes-1.index'));
  const store = await EmbeddedStore.open(folder);
  const [first] = await store.faces();
  await store.remove([first?.id ?? '']);
  await store.enrol([newFace('Ann', 33), newFace('Ann', 35)]);
  const byNote = await told();
  expect(statSync(fileOf('changes-1.index')).mtimeMs).toBe(mtimeMs);
  writeFileSync(fileOf('changes-1.index'), '');
  expect(await told()).toEqual(byNote);
  expect(await store.faces({ person: 'Ann' })).toHaveLength(2);
});

test('a note spares nobody the truth about damaged files', async () => {
  const { size } = statSync(fileOf('changes-1.log'));
  flipBit('changes-1.log', size >> 1);
  await expect(EmbeddedStore.open(folder)).rejects.toThrow(/line \d+ of its changes is damaged/);
  flipBit('changes-1.log', size >> 1);
  flipBit('embeddings-1.f32', 8 * 1500 + 2);
  await expect(EmbeddedStore.open(folder)).rejects.toThrow(/the embeddings of 1 face are cut off or were changed/);
  expect(await repairGallery(folder)).toMatchObject({ status: 'repaired', faces: FACES - 3 });
  await EmbeddedStore.open(folder);
  expect(readdirSync(folder).sort()).toEqual([
    ...['changes-2.end', 'changes-2.index', 'changes-2.log'],
    ...['damaged-1', 'embeddings-2.f32', 'gallery.json'],
  ]);
});

test('a note of another list of changes does not count', async () => {
  const index = readFileSync(fileOf('changes-1.index'));
  const store = await EmbeddedStore.open(folder);
  await store.compact();
  writeFileSync(fileOf('changes-2.index'), index);
  expect(await (await EmbeddedStore.open(folder)).faces()).toHaveLength(FACES - 2);
  expect(existsSync(fileOf('changes-1.index'))).toBe(false);
});
