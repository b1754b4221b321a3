import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { isDatabaseAddress, readDatabaseAddress } from '../../../../src/gallery/database/address.ts';
import { openDatabase } from '../../../../src/gallery/database/connection.ts';
import { DatabaseStore } from '../../../../src/gallery/database/database-store.ts';
import { openPlace } from '../../../../src/pipelines/gallery/open-place.ts';
import { newFace, squaredChord, TWO_NUMBERS } from '../../../support/faces/gallery.ts';

/** A PostgreSQL server to fill and empty: `.ci/run` starts one. */
const server = process.env.FACEKIT_POSTGRES;
if (server === undefined) process.stderr.write('skipped: galleries in PostgreSQL (FACEKIT_POSTGRES names no server)\n');
const describeOnServer = server === undefined ? describe.skip : describe;

describe('the address of a gallery in a database', () => {
  test('is shown without its password', () => {
    const address = readDatabaseAddress('postgres://ann:secret@db.example:5433/faces?schema=friends&sslmode=require');
    expect(address.name).toBe('postgres://ann@db.example:5433/faces?schema=friends');
    expect(address.schema).toBe('friends');
    expect(address.connection).toBe('postgres://ann:secret@db.example:5433/faces?sslmode=require');
  });

  test.each(['postgres://ann:secret@:x', 'postgres://ann:secret@host/db?schema=a;drop'])(
    'is never shown where it cannot be read',
    (address) => {
      expect(() => readDatabaseAddress(address)).toThrow(/^Expected (?!.*secret)/);
    },
  );

  test('says how faces are compared', () => {
    const { search, connection, name } = readDatabaseAddress('postgres://db.example/faces?search=exact');
    expect([search, connection, name]).toEqual([
      ...['exact', 'postgres://db.example/faces', 'postgres://db.example/faces'],
    ]);
    expect(readDatabaseAddress('postgres://db.example/faces').search).toBe('auto');
    expect(() => readDatabaseAddress('postgres://db.example/faces?search=fast')).toThrow(
      /^Expected search=auto, search=exact, search=index/,
    );
  });

  test('is told from a folder', () => {
    expect(['postgres://x', 'postgresql://x', 'friends', './postgres:/'].map(isDatabaseAddress)).toEqual([
      ...[true, true, false, false],
    ]);
  });

  test('of a server that does not answer is told without the password', async () => {
    const opening = openPlace('postgres://ann:secret@127.0.0.1:1/faces');
    await expect(opening).rejects.toMatchObject({ code: 'database-failed' });
    await expect(opening).rejects.toThrow(/^Expected the gallery at postgres:\/\/ann@127.0.0.1:1\/faces to answer but/);
  });
});

describeOnServer('a gallery in PostgreSQL', () => {
  let address = '';
  const opened: DatabaseStore[] = [];
  const open = async (): Promise<DatabaseStore> => {
    const store = await DatabaseStore.open(address, TWO_NUMBERS);
    opened.push(store);
    return store;
  };

  beforeEach(() => {
    address = `${server ?? ''}?schema=test_${randomUUID().replaceAll('-', '')}`;
  });
  afterEach(async () => {
    for (const store of opened.splice(0)) await store[Symbol.asyncDispose]();
  });

  test('is not there before the first face, and then everywhere', async () => {
    const place = await openPlace(address);
    expect(place.store).toBeUndefined();
    await expect(DatabaseStore.open(address)).rejects.toMatchObject({ code: 'gallery-not-found' });
    await using made = await place.create(TWO_NUMBERS);
    await using again = (await openPlace(address)).store;
    expect([made.embeddings, again?.embeddings]).toEqual([TWO_NUMBERS, TWO_NUMBERS]);
    expect(made.rule).toBe('spread');
  });

  test('keeps faces, finds them, and does not store them twice', async () => {
    const store = await open();
    const crop = Uint8Array.of(1, 2, 3);
    const [ann] = await store.enrol([{ ...newFace('Ann', 10), crop }, newFace('Bob', 100), newFace('Ann', 30)]);
    expect((await store.enrol([newFace('Ann', 10)]))[0]).toEqual({ ...ann, status: 'duplicate' });
    const other = await open();
    expect(await other.people()).toEqual([
      { name: 'Ann', faces: 2 },
      { name: 'Bob', faces: 1 },
    ]);
    const { embedding } = newFace('', 40);
    const [faces = []] = await other.nearestFaces([embedding], 2);
    expect(faces.map(({ face }) => face.source.path)).toEqual(['Ann 30.jpg', 'Ann 10.jpg']);
    const [people = []] = await other.nearestPeople([embedding], { top: 5, rule: 'nearest-and-mean' });
    expect(people.map(({ person }) => person)).toEqual(['Ann', 'Bob']);
    expect(people[0]?.distance).toBeCloseTo((squaredChord(10) + squaredChord(20)) / 2, 5);
    expect(Uint8Array.from((await other.cropOf(ann?.face.id ?? '')) ?? [])).toEqual(crop);
    expect(await other.embeddingsOf((await other.faces()).slice(1, 2))).toEqual([newFace('Bob', 100).embedding]);
  });

  test('removes, renames and calibrates for everybody who has it open', async () => {
    const [store, other] = [await open(), await open()];
    await store.enrol([newFace('Ann', 10), newFace('O’Hara "x" 👤', 100), newFace('Ann', 30)]);
    expect(await other.rename('O’Hara "x" 👤', "Robert'); drop")).toBe(1);
    await expect(store.rename('nobody', 'x')).rejects.toMatchObject({ code: 'person-unknown' });
    const [first] = await store.faces({ person: 'Ann' });
    expect(await other.remove([first?.id ?? '', 'nothing'])).toEqual([first]);
    const calibration = { threshold: 0.7, method: 'quantile', targetFpir: 0.01, people: 2, faces: 2 } as const;
    await other.calibrate({ ...calibration, rule: 'nearest', calibrated: '2026' });
    for (const each of [store, other, await open()]) {
      expect((await each.people()).map(({ name }) => name)).toEqual(['Ann', "Robert'); drop"]);
      const [near = []] = await each.nearestFaces([newFace('', 10).embedding], 5);
      expect(near.map(({ face }) => face.source.path)).toEqual(['Ann 30.jpg', 'O’Hara "x" 👤 100.jpg']);
      expect(await each.calibration()).toMatchObject(calibration);
    }
  });

  test('loses nothing when several enrol at once', async () => {
    const stores = await Promise.all([open(), open(), open(), open()]);
    await Promise.all(
      stores.flatMap((store, s) =>
        Array.from({ length: 15 }, (_, i) => store.enrol([newFace(`person ${i}`, s * 20 + i), newFace('all', i)])),
      ),
    );
    for (const store of stores) {
      expect(await store.faces()).toHaveLength(4 * 15 + 15);
      expect(await store.faces({ person: 'all' })).toHaveLength(15);
    }
  });

  test('is as before after a change that failed', async () => {
    const store = await open();
    await store.enrol([newFace('Ann', 10)]);
    // A NUL is nothing that PostgreSQL keeps as text, and lines keep it escaped; the path of a photograph may hold one.
    const face = newFace('Bob', 50);
    await store.enrol([{ ...face, source: { ...face.source, path: 'a\0b.jpg' } }]);
    expect((await store.faces({ person: 'Bob' }))[0]?.source.path).toBe('a\0b.jpg');
    const wrong = newFace('Eve', 80);
    const faces = [newFace('Cleo', 70), { ...wrong, source: { ...wrong.source, sha256: 'none' } }];
    await expect(store.enrol(faces)).rejects.toThrow();
    expect((await store.people()).map(({ name }) => name)).toEqual(['Ann', 'Bob']);
    await store.enrol([newFace('Dan', 90)]);
    expect((await (await open()).people()).map(({ name }) => name)).toEqual(['Ann', 'Bob', 'Dan']);
  });

  test('has an index where the server has pgvector, and says how to get one where it has not', async () => {
    const store = await open();
    await store.enrol([newFace('Ann', 10), newFace('Bob', 100)]);
    const making = store.index.make();
    if (await offersVectors()) expect(await making).toBe(true);
    else
      await expect(making).rejects.toMatchObject({
        code: 'database-extension',
        message: expect.stringMatching(MISSING),
      });
    expect(await store.index.exists()).toBe(await offersVectors());
    await using other = await DatabaseStore.open(`${address}&search=index`);
    const [[near] = []] = await other.nearestFaces([newFace('', 20).embedding], 1);
    expect(near?.face.person).toBe('Ann');
    expect(near?.distance).toBeCloseTo(squaredChord(10), 5);
  });

  test('says so when the server ends its connection in the middle', async () => {
    const store = await open();
    await store.enrol([newFace('Ann', 10)]);
    await using database = await openDatabase(readDatabaseAddress(address));
    const ending = database.read((queries) => queries.query('select pg_terminate_backend(pg_backend_pid())'));
    await expect(ending).rejects.toMatchObject({ code: 'database-failed' });
    expect(await store.people()).toEqual([{ name: 'Ann', faces: 1 }]);
  });
});

const MISSING =
  /^Expected PostgreSQL's extension pgvector on the server of postgres:.* but it is not there: install it/;

async function offersVectors(): Promise<boolean> {
  await using database = await openDatabase(readDatabaseAddress(server ?? ''));
  const { rows } = await database.read((queries) =>
    queries.query("select from pg_available_extensions where name = 'vector'"),
  );
  return rows.length > 0;
}
