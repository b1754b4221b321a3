import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { galleryIndex } from '../../../../src/commands/gallery/make-index.ts';
import { galleryList } from '../../../../src/commands/gallery/list.ts';
import { DatabaseStore } from '../../../../src/gallery/database/database-store.ts';
import { openDatabase } from '../../../../src/gallery/database/connection.ts';
import { readDatabaseAddress } from '../../../../src/gallery/database/address.ts';
import { openOrCreate } from '../../../../src/gallery/embedded/open-folder.ts';
import type { GalleryStore } from '../../../../src/gallery/store.ts';
import { newFace, TWO_NUMBERS } from '../../../support/faces/gallery.ts';
import { createTestIo } from '../../../support/io.ts';
import { type PgliteServer, startPglite } from '../../../support/programs/pglite.ts';
import { useTemporaryFolders } from '../../../support/temporary.ts';

const temporaryFolder = useTemporaryFolders();
let server: PgliteServer;
let address = '';
const opened: GalleryStore[] = [];

beforeAll(async () => {
  server = await startPglite();
});
afterAll(() => server.stop());
beforeEach(() => {
  address = `${server.address}?schema=test_${randomUUID().replaceAll('-', '')}`;
});
afterEach(async () => {
  for (const store of opened.splice(0)) await store[Symbol.asyncDispose]();
});

async function open(search: 'auto' | 'exact' | 'index' = 'index', embeddings = TWO_NUMBERS): Promise<DatabaseStore> {
  const store = await DatabaseStore.open(`${address}&search=${search}`, embeddings);
  opened.push(store);
  return store;
}

async function sql(text: string): Promise<readonly object[]> {
  await using database = await openDatabase(readDatabaseAddress(address));
  const { rows } = await database.read((queries) => queries.query<object>(text.replaceAll('SCHEMA', database.schema)));
  return rows;
}

/** The paths of the photographs of the nearest faces. */
async function pathsNear(store: GalleryStore, degrees: number): Promise<string[]> {
  const [near = []] = await store.nearestFaces([newFace('', degrees).embedding], 10);
  return near.map(({ face }) => face.source.path);
}

describe('the index of a gallery in a database', () => {
  test('is made once, whoever asks at the same time', async () => {
    const [store, other] = [await open(), await open()];
    await store.enrol([newFace('Ann', 10), newFace('Bob', 100)]);
    expect(await store.index.exists()).toBe(false);
    expect((await Promise.all([store.index.make(), other.index.make()])).sort()).toEqual([false, true]);
    expect([await store.index.exists(), await (await open()).index.exists()]).toEqual([true, true]);
    // Programs that know no index refuse the gallery: they would enrol beside it.
    expect(await sql('select version from SCHEMA.gallery')).toEqual([{ version: 2 }]);
    const [row] = await sql(
      "select indexdef from pg_indexes where schemaname = 'SCHEMA' and tablename = 'indexed' and indexname = 'indexed_numbers'",
    );
    expect(row).toMatchObject({ indexdef: expect.stringMatching(/USING hnsw \(numbers halfvec_ip_ops\)/) });
  });

  test('is kept up by whoever has the gallery open', async () => {
    const [store, unaware] = [await open(), await open('exact')];
    await unaware.enrol([newFace('Ann', 10), newFace('Bob', 100), newFace('Ann', 30)]);
    await store.index.make();
    await unaware.enrol([newFace('Cleo', 50)]);
    await store.enrol([newFace('Dan', 200)]);
    expect(await pathsNear(store, 38)).toEqual([
      'Ann 30.jpg',
      'Cleo 50.jpg',
      'Ann 10.jpg',
      'Bob 100.jpg',
      'Dan 200.jpg',
    ]);
    const [first] = await unaware.faces({ person: 'Ann' });
    await unaware.remove([first?.id ?? '']);
    await unaware.rename('Cleo', 'Bob');
    expect(await pathsNear(store, 38)).toEqual(['Ann 30.jpg', 'Cleo 50.jpg', 'Bob 100.jpg', 'Dan 200.jpg']);
    const [[nearest] = []] = await store.nearestPeople([newFace('', 52).embedding], { top: 1, rule: 'nearest' });
    expect(nearest?.person).toBe('Bob');
    expect(await sql('select row from SCHEMA.indexed order by row')).toEqual([1, 2, 3, 4].map((row) => ({ row })));
  });

  test('can be taken away while others use it', async () => {
    const [store, other] = [await open(), await open()];
    await store.enrol([newFace('Ann', 10), newFace('Bob', 100)]);
    await store.index.make();
    expect(await pathsNear(other, 40)).toEqual(['Ann 10.jpg', 'Bob 100.jpg']);
    expect([await store.index.remove(), await store.index.remove()]).toEqual([true, false]);
    expect(await sql('select version from SCHEMA.gallery')).toEqual([{ version: 1 }]);
    expect(await pathsNear(other, 40)).toEqual(['Ann 10.jpg', 'Bob 100.jpg']);
    await other.enrol([newFace('Cleo', 50)]);
    expect(await pathsNear(store, 40)).toEqual(['Cleo 50.jpg', 'Ann 10.jpg', 'Bob 100.jpg']);
  });

  test('is made anew where it is of other embeddings, or lost its numbers with the extension', async () => {
    const store = await open();
    await store.enrol([newFace('Ann', 10)]);
    for (const spoil of [
      'alter table SCHEMA.indexed drop column numbers',
      "alter table SCHEMA.indexed alter column numbers type halfvec(3) using '[1,2,3]'",
    ]) {
      await store.index.make();
      await sql('drop index SCHEMA.indexed_numbers');
      await sql(spoil);
      expect(await (await open()).index.exists()).toBe(false);
      expect(await pathsNear(await open(), 40)).toEqual(['Ann 10.jpg']);
      expect(await store.index.make()).toBe(true);
      expect(await pathsNear(await open(), 40)).toEqual(['Ann 10.jpg']);
    }
  });

  test('is told by the commands', async () => {
    await (await open()).enrol([newFace('Ann', 10)]);
    const run = async (command: typeof galleryIndex, flags = {}): Promise<string> => {
      const { io, stdout } = createTestIo();
      expect(await command({ args: [address] }, flags, io)).toBe(0);
      return stdout();
    };
    expect(await run(galleryList)).toContain('facekit gallery index has');
    expect(await run(galleryIndex)).toMatch(/^The database now has an index\.\npostgres:.*: 1 person, 1 face\n$/);
    expect(await run(galleryIndex)).toMatch(/^There is an index already\.\n/);
    expect(await run(galleryList)).toContain('Search: by an index');
    expect(JSON.parse(await run(galleryList, { json: true }))).toMatchObject({ index: true });
    expect(JSON.parse(await run(galleryIndex, { json: true, remove: true }))).toMatchObject({
      index: false,
      changed: true,
    });
    const { io } = createTestIo({ cwd: temporaryFolder() });
    await (await openOrCreate(path.join(io.cwd, 'friends'), TWO_NUMBERS)).enrol([newFace('Ann', 10)]);
    await expect(galleryIndex({ args: ['friends'] }, {}, io)).rejects.toMatchObject({ code: 'usage' });
  });
});
