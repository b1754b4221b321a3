import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FaceMatch, NewFace } from '../../../../src/gallery/contents.ts';
import { DatabaseStore } from '../../../../src/gallery/database/database-store.ts';
import { openDatabase } from '../../../../src/gallery/database/connection.ts';
import { readDatabaseAddress } from '../../../../src/gallery/database/address.ts';
import type { EmbeddedStore } from '../../../../src/gallery/embedded/embedded-store.ts';
import { openOrCreate } from '../../../../src/gallery/embedded/open-folder.ts';
import { calibrateGallery } from '../../../../src/pipelines/gallery/calibrate.ts';
import { identifyFaces } from '../../../../src/pipelines/gallery/identify-faces.ts';
import { clusteredFaces } from '../../../support/faces/clustered-faces.ts';
import { metadataOf } from '../../../support/faces/embedding-metadata.ts';
import { type PgliteServer, startPglite } from '../../../support/programs/pglite.ts';

const DIMENSION = 64;
const PEOPLE = 400;
const range = (first: number, count: number): number[] => Array.from({ length: count }, (_, i) => first + i);
/** One to seven faces a person. */
const FACES = clusteredFaces({ dimension: DIMENSION, people: range(0, PEOPLE), facesOf: (person) => 1 + (person % 7) });
/** Faces of people who are enrolled, and of as many who are not. */
const ASKED = [...range(0, 40), ...range(PEOPLE, 40)].flatMap((person) =>
  clusteredFaces({ dimension: DIMENSION, people: [person], facesOf: () => 1, occasion: 1 }),
);
const EMBEDDINGS = ASKED.map(({ embedding }) => embedding);

const temporary = mkdtempSync(path.join(tmpdir(), 'facekit-index-'));
let server: PgliteServer;
let address = '';
let folder: EmbeddedStore;
let database: DatabaseStore;

beforeAll(async () => {
  server = await startPglite();
  address = `${server.address}?schema=test_${randomUUID().replaceAll('-', '')}&search=index`;
  folder = await openOrCreate(path.join(temporary, 'gallery'), metadataOf(DIMENSION));
  database = await DatabaseStore.open(address, metadataOf(DIMENSION));
  for (const store of [folder, database]) await store.enrol(FACES);
  await database.index.make();
  // So few faces PostgreSQL would rather sort. All connections to this server are one session.
  await using connection = await openDatabase(readDatabaseAddress(address));
  await connection.read((queries) => queries.query('set enable_seqscan = off'));
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
  await server.stop();
  rmSync(temporary, { recursive: true });
});

/** The nearest of the faces, by comparing all in double precision. */
function nearestByHand({ embedding }: NewFace): string | undefined {
  const distances = FACES.map((face) =>
    face.embedding.reduce((sum, number, i) => sum + (number - (embedding[i] ?? 0)) ** 2, 0),
  );
  return FACES[distances.indexOf(Math.min(...distances))]?.source.path;
}

const withoutIds = (found: readonly FaceMatch[][]) =>
  found.map((near) => near.map(({ face, distance }) => [face.source.path, distance]));

describe('a gallery in a database with an index', () => {
  test('asks the index', async () => {
    await using connection = await openDatabase(readDatabaseAddress(address));
    const vector = `[${[...(EMBEDDINGS[0] ?? [])].join(',')}]`;
    const plan = await connection.read((queries) =>
      queries.query<{ readonly 'QUERY PLAN': string }>(
        `explain select row from ${connection.schema}.indexed order by numbers <#> '${vector}' limit 400`,
      ),
    );
    expect(plan.rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('Index Scan using indexed_numbers');
  });

  test('finds the nearest faces, at the distances that a folder has', async () => {
    const found = withoutIds(await database.nearestFaces(EMBEDDINGS, 10));
    expect(found).toEqual(withoutIds(await folder.nearestFaces(EMBEDDINGS, 10)));
    expect(found.map(([nearest]) => nearest?.[0])).toEqual(ASKED.map(nearestByHand));
  });

  test.each([
    ['nearest', 0.8],
    ['nearest-and-mean', 0.8],
    ['cohort', 1],
    ['spread', 1],
  ] as const)('decides as a folder does, by the rule %s', async (rule, threshold) => {
    const decision = { top: 3, rule, threshold, minMargin: 0.05 };
    const people: (string | null | undefined)[] = [];
    for (const embedding of EMBEDDINGS) {
      const [found] = await identifyFaces([embedding], decision, database);
      expect([found]).toEqual(await identifyFaces([embedding], decision, folder));
      people.push(found?.person);
    }
    // The faces show what they are meant to: those who are enrolled mostly get their names, the others mostly none.
    expect(people.slice(0, 40).filter((person, i) => person === ASKED[i]?.person).length).toBeGreaterThan(30);
    expect(people.slice(40).filter((person) => person === null).length).toBeGreaterThan(30);
  });

  test('measures from some people, and for thresholds, as a folder does', async () => {
    const query = { top: 5, rule: 'spread', among: ['person 3', 'nobody', 'person 300'] } as const;
    const found = await database.nearestPeople(EMBEDDINGS.slice(0, 9), query);
    expect(found).toEqual(await folder.nearestPeople(EMBEDDINGS.slice(0, 9), query));
    expect(found[3]?.[0]?.person).toBe('person 3');
    const [here, there] = [
      await calibrateGallery(database, { most: 50 }),
      await calibrateGallery(folder, { most: 50 }),
    ];
    expect({ ...here, calibrated: '' }).toEqual({ ...there, calibrated: '' });
  });

  test('compares all where many are wanted', async () => {
    const query = EMBEDDINGS.slice(0, 2);
    expect(withoutIds(await database.nearestFaces(query, 900))).toEqual(
      withoutIds(await folder.nearestFaces(query, 900)),
    );
    const people = { top: 10_000, rule: 'nearest-and-mean' } as const;
    expect(await database.nearestPeople(query, people)).toEqual(await folder.nearestPeople(query, people));
  });

  test('says so when the server goes away', async () => {
    await server.stop();
    await expect(database.nearestFaces(EMBEDDINGS.slice(0, 1), 10)).rejects.toMatchObject({ code: 'database-failed' });
  });
});
