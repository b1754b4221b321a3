import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { EmbeddedStore } from '../../../src/gallery/embedded/embedded-store.ts';
import { openOrCreate } from '../../../src/gallery/embedded/open-folder.ts';
import { newFace, raisedBy, squaredChord, TWO_NUMBERS } from '../../support/faces/gallery.ts';
import type { PeopleQuery } from '../../../src/gallery/store.ts';
import { useTemporaryFolders, writeFiles } from '../../support/temporary.ts';

const temporaryFolder = useTemporaryFolders();
const newGallery = (): string => path.join(temporaryFolder(), 'gallery');

async function withFaces(folder = newGallery()): Promise<EmbeddedStore> {
  const store = await openOrCreate(folder, TWO_NUMBERS);
  await store.enrol([newFace('Ann', 10), newFace('Bob', 100), newFace('Ann', 30)]);
  return store;
}

describe('a gallery in a folder', () => {
  test('keeps faces, and finds them again when it is opened anew', async () => {
    const { name } = await withFaces();
    const store = await EmbeddedStore.open(name);
    expect(store.embeddings).toEqual(TWO_NUMBERS);
    expect(await store.people()).toEqual([
      { name: 'Ann', faces: 2 },
      { name: 'Bob', faces: 1 },
    ]);
    const [first, second] = await store.faces({ person: 'Ann' });
    expect(first).toMatchObject({
      source: { path: 'Ann 10.jpg', face: 0 },
      box: { x2: 30.5 },
      score: 0.99,
      crop: false,
    });
    expect(second?.source.path).toBe('Ann 30.jpg');
    const { embedding } = newFace('Ann', 30);
    expect(second && (await store.embeddingsOf([second]))).toEqual([embedding]);
  });

  test('finds the nearest faces and people', async () => {
    const store = await withFaces();
    const { embedding } = newFace('', 40);
    const [faces = []] = await store.nearestFaces([embedding], 2);
    expect(faces.map(({ face }) => face.source.path)).toEqual(['Ann 30.jpg', 'Ann 10.jpg']);
    expect(faces[0]?.distance).toBeCloseTo(squaredChord(10), 5);
    const [people = []] = await store.nearestPeople([embedding], { top: 5, rule: 'nearest' });
    expect(people.map(({ person }) => person)).toEqual(['Ann', 'Bob']);
    expect(people[0]?.distance).toBeCloseTo(squaredChord(10), 5);
    expect(people[1]?.distance).toBeCloseTo(squaredChord(60), 5);
  });

  test('measures from some people alone', async () => {
    const store = await withFaces();
    const { embedding } = newFace('', 40);
    const among = async (...people: string[]) => {
      const [near = []] = await store.nearestPeople([embedding], { top: 5, rule: 'nearest-and-mean', among: people });
      return near.map(({ person }) => person);
    };
    expect(await among('Bob', 'nobody')).toEqual(['Bob']);
    expect(await among('Bob', 'Ann')).toEqual(['Ann', 'Bob']);
    expect(await among()).toEqual([]);
    const [[bob] = []] = await store.nearestPeople([embedding], { top: 1, rule: 'nearest', among: ['Bob'] });
    expect(bob?.distance).toBeCloseTo(squaredChord(60), 5);
  });

  test('raises distances by how near the ten people after the nearest are', async () => {
    const store = await openOrCreate(newGallery(), TWO_NUMBERS);
    // Twelve people from 10 to 120 degrees from the face that is looked for.
    const angles = Array.from({ length: 12 }, (_, i) => 10 * (i + 1));
    await store.enrol(angles.map((angle) => newFace(`${angle}°`, angle)));
    const { embedding } = newFace('', 0);
    const find = async (query: Partial<PeopleQuery>) => {
      const [near = []] = await store.nearestPeople([embedding], { top: 2, rule: 'cohort', ...query });
      return near.map(({ person, distance }) => [person, distance]);
    };
    const told = (angle: number, raised: number) => [`${angle}°`, expect.closeTo(squaredChord(angle) + raised, 5)];
    const all = raisedBy(...angles.slice(1, 11));
    expect(await find({})).toEqual([told(10, all), told(20, all)]);
    expect(await find({ among: ['70°', '90°'], top: 1 })).toEqual([told(70, all)]);
    // Without the nearest: ten others are those at 30 to 120 degrees.
    expect(await find({ leftOut: ['10°'], top: 1 })).toEqual([told(20, raisedBy(...angles.slice(2)))]);
    await store.remove((await store.faces()).slice(2).map(({ id }) => id));
    expect(await find({})).toEqual([told(10, raisedBy(20)), told(20, raisedBy(20))]);
  });

  test('measures from the mean of a person, whoever adds and removes faces', async () => {
    const store = await withFaces();
    const { embedding } = newFace('', 40);
    const ofAnn = async (): Promise<number | undefined> => {
      const [people = []] = await store.nearestPeople([embedding], { top: 1, rule: 'nearest-and-mean' });
      return people[0]?.distance;
    };
    // Ann's mean is at 20 degrees, her nearest face at 30.
    expect(await ofAnn()).toBeCloseTo((squaredChord(10) + squaredChord(20)) / 2, 5);
    const other = await EmbeddedStore.open(store.name);
    await other.enrol([newFace('Ann', 50)]);
    expect(await ofAnn()).toBeCloseTo(squaredChord(10), 5);
    const [first] = await other.faces({ person: 'Ann' });
    await other.remove([first?.id ?? '']);
    expect(await ofAnn()).toBeCloseTo(squaredChord(10) / 2, 5);
    await store.rename('Bob', 'Ann');
    // Of 30, 50 and 100 degrees.
    const sum = [30, 50, 100].map((degrees) => (degrees * Math.PI) / 180);
    const mean = Math.atan2(
      sum.reduce((s, a) => s + Math.sin(a), 0),
      sum.reduce((s, a) => s + Math.cos(a), 0),
    );
    expect(await ofAnn()).toBeCloseTo((squaredChord(10) + squaredChord((mean * 180) / Math.PI - 40)) / 2, 5);
  });

  test('does not store a face of a photograph twice', async () => {
    const store = await withFaces();
    const again = newFace('Ann', 10);
    const other = newFace('Ann', 12, { photograph: 'Ann 10', face: 1 });
    const statuses = (await store.enrol([again, other, other])).map(({ status }) => status);
    expect(statuses).toEqual(['duplicate', 'enrolled', 'duplicate']);
    expect(await store.facesOfPhotograph(again.source.sha256)).toHaveLength(2);
  });

  test('removes faces, and overwrites their embeddings', async () => {
    const { name } = await withFaces();
    const store = await EmbeddedStore.open(name);
    const [first] = await store.faces({ person: 'Ann' });
    const id = first?.id ?? '';
    expect(await store.remove([id, id, 'nothing'])).toEqual([first]);
    for (const each of [store, await EmbeddedStore.open(name)]) {
      expect(await each.people()).toEqual([
        { name: 'Ann', faces: 1 },
        { name: 'Bob', faces: 1 },
      ]);
      const [near = []] = await each.nearestFaces([newFace('', 10).embedding], 5);
      expect(near.map(({ face }) => face.source.path)).toEqual(['Ann 30.jpg', 'Bob 100.jpg']);
    }
    const rows = readFileSync(path.join(name, 'embeddings-1.f32'));
    expect(new Float32Array(rows.buffer, rows.byteOffset, 2)).toEqual(Float32Array.of(0, 0));
  });

  test('renames a person, also to one who is there', async () => {
    const { name } = await withFaces();
    const store = await EmbeddedStore.open(name);
    expect(await store.rename('Bob', 'Robert')).toBe(1);
    expect(await store.rename('Ann', 'Robert')).toBe(2);
    await expect(store.rename('Ann', 'Anna')).rejects.toMatchObject({ code: 'person-unknown' });
    for (const each of [store, await EmbeddedStore.open(name)]) {
      expect(await each.people()).toEqual([{ name: 'Robert', faces: 3 }]);
      const [[nearest] = []] = await each.nearestPeople([newFace('', 10).embedding], { top: 1, rule: 'nearest' });
      expect(nearest?.person).toBe('Robert');
    }
  });

  test('sees what another process has written meanwhile', async () => {
    const store = await withFaces();
    const other = await EmbeddedStore.open(store.name);
    await other.enrol([newFace('Cleo', 200)]);
    await store.enrol([newFace('Dan', 300)]);
    for (const each of [store, other])
      expect((await each.people()).map(({ name }) => name)).toEqual(['Ann', 'Bob', 'Cleo', 'Dan']);
    const [[nearest] = []] = await other.nearestPeople([newFace('', 301).embedding], { top: 1, rule: 'nearest' });
    expect(nearest?.person).toBe('Dan');
  });

  test('takes no embedding that cannot be one of its model', async () => {
    const store = await withFaces();
    const face = newFace('Ann', 50);
    const enrol = (embedding: number[]) => () => store.enrol([{ ...face, embedding: Float32Array.from(embedding) }]);
    expect(enrol([1, 0, 0])).toThrow(/embedding of 2 numbers/);
    expect(enrol([1, 1])).toThrow(/length 1 but received one of length 1.4142/);
    expect(enrol([NaN, 1])).toThrow(/finite/);
    expect(() => store.enrol([newFace('', 1)])).toThrow(/a name of a person but received nothing/);
    expect(() => store.enrol([newFace(' Ann', 1)])).toThrow(/blanks around it/);
    expect(await store.faces()).toHaveLength(3);
  });

  test('keeps its calibration', async () => {
    const { name } = await withFaces();
    const calibration = {
      threshold: 0.7,
      rule: 'nearest-and-mean' as const,
      method: 'quantile' as const,
      targetFpir: 0.01,
      people: 2,
      faces: 3,
      calibrated: '2026-01-01T00:00:00.000Z',
    };
    const store = await EmbeddedStore.open(name);
    expect(await store.calibration()).toBeUndefined();
    await store.calibrate(calibration);
    expect(await (await EmbeddedStore.open(name)).calibration()).toEqual(calibration);
  });

  test('is not made in a folder of other things', async () => {
    const folder = temporaryFolder();
    writeFiles(folder, { 'photo.jpg': 'x' });
    await expect(openOrCreate(folder, TWO_NUMBERS)).rejects.toMatchObject({ code: 'output-exists' });
    expect(readdirSync(folder)).toEqual(['photo.jpg']);
    await expect(EmbeddedStore.open(folder)).rejects.toMatchObject({ code: 'gallery-not-found' });
    await expect(EmbeddedStore.open(path.join(folder, 'photo.jpg'))).rejects.toMatchObject({
      code: 'gallery-not-found',
    });
  });

  test('leaves no lock and no temporary file behind', async () => {
    const { name } = await withFaces();
    expect(readdirSync(name).sort()).toEqual(['changes-1.end', 'changes-1.log', 'embeddings-1.f32', 'gallery.json']);
    expect(existsSync(path.join(name, 'gallery.lock'))).toBe(false);
  });
});
