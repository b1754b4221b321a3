import path from 'node:path';
import { CompreFace } from '@exadel/compreface-js-sdk';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { PROJECT } from '../../support/cli.ts';
import { type StartedServer, startServer } from '../../support/programs/serve.ts';

// The real client of CompreFace for JavaScript, against `facekit serve`, the bundled model and photographs that ship.

// The client takes what begins with a dot for a path.
const SAMPLE = `./${path.relative(process.cwd(), path.join(PROJECT, 'datasets/sample'))}`;
const EILEEN = `${SAMPLE}/Eileen_Collins/Eileen_Collins_0001.jpg`;
const GRACE = `${SAMPLE}/Grace_Hopper/Grace_Hopper_0001.jpg`;
const GROUP = `${SAMPLE}/Groups/sample3.jpg`;
const ROCKET = `${SAMPLE}/Other/rocket.jpg`;

interface Recognized {
  readonly result: readonly {
    readonly box: { readonly probability: number; readonly x_min: number; readonly x_max: number };
    readonly subjects: readonly { readonly subject: string; readonly similarity: number; readonly known: boolean }[];
  }[];
}
/** As it is; the package's types have another name. */
interface Subjects {
  getSubjects(): ReturnType<ReturnType<CompreFace['initFaceRecognitionService']>['subjectFunctions']>;
}

interface Example {
  readonly image_id: string;
  readonly subject: string;
}

let server: StartedServer;
let client: CompreFace;

beforeAll(async () => {
  // The client prints each address, with the key.
  jest.spyOn(console, 'log').mockImplementation(() => undefined);
  server = await startServer('--quiet');
  client = new CompreFace('http://127.0.0.1', Number(new URL(server.url).port));
});

afterAll(async () => {
  expect(await server.stop()).toMatchObject({ exitCode: 143, stderr: '' });
  jest.restoreAllMocks();
});

const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => (error as { readonly response?: { readonly data?: unknown } }).response?.data,
  );

test('subjects are added, listed, renamed and deleted', async () => {
  // Its functions keep the addresses of earlier calls: each call gets its own.
  const subjects = () => (client.initFaceRecognitionService('any') as unknown as Subjects).getSubjects();
  expect(await subjects().add('Temporary')).toEqual({ subject: 'Temporary' });
  expect(await failure(subjects().add('Temporary'))).toMatchObject({ code: 43 });
  expect(await subjects().rename('Temporary', 'Renamed')).toEqual({ updated: true });
  expect(await subjects().list()).toEqual({ subjects: ['Renamed'] });
  expect(await subjects().delete('Renamed')).toEqual({ subject: 'Renamed' });
  expect(await failure(subjects().delete('Renamed'))).toMatchObject({ code: 42 });
  expect(await subjects().deleteAll()).toEqual({ deleted: 0 });
});

test('examples are added, recognized, verified and deleted', async () => {
  const recognition = client.initFaceRecognitionService('any');
  // A collection keeps the addresses of earlier calls: each call gets its own.
  const faces = () => recognition.getFaceCollection();
  const added: Example = await faces().add(EILEEN, 'Eileen Collins', { det_prob_threshold: '0.8' });
  expect(added.subject).toBe('Eileen Collins');
  const other: Example = await faces().add(GRACE, 'Grace Hopper');
  expect(await failure(faces().add(ROCKET, 'Nobody'))).toMatchObject({ code: 28 });
  expect(await failure(faces().add(GROUP, 'Several'))).toMatchObject({ code: 31 });
  expect(await faces().list()).toMatchObject({ faces: [added, other], total_elements: 2 });

  const options = { limit: 0, prediction_count: 2, face_plugins: 'landmarks,age,calculator', det_prob_threshold: 0.8 };
  const recognized: Recognized = await recognition.recognize(EILEEN, options);
  expect(recognized.result).toHaveLength(1);
  expect(recognized.result[0]?.subjects.map(({ subject, known }) => [subject, known])).toEqual([
    ['Eileen Collins', true],
    ['Grace Hopper', false],
  ]);
  expect(recognized.result[0]?.subjects[0]?.similarity).toBeGreaterThan(0.99);
  expect(recognized.result[0]).toMatchObject({ embedding: expect.arrayContaining([expect.any(Number)]) as unknown });
  // detect_face.py in double precision, rounded (test/fixtures/sample-faces.json).
  const landmarks = [
    [204, 101],
    [246, 103],
    [225, 129],
    [202, 140],
    [245, 142],
  ];
  expect(recognized.result[0]).toMatchObject({ landmarks });
  const unknown: Recognized = await recognition.recognize(GROUP, { limit: 1 });
  expect(unknown.result.map(({ subjects }) => subjects.map(({ known }) => known))).toEqual([[false]]);

  const verified: { result: { similarity: number }[] } = await faces().verify(EILEEN, added.image_id);
  expect(verified.result[0]?.similarity).toBeGreaterThan(0.99);
  expect(await faces().delete(added.image_id)).toEqual(added);
  expect(await failure(faces().delete(added.image_id))).toMatchObject({ code: 11 });
  expect(await faces().delete_multiple_images([other.image_id, added.image_id])).toEqual([other]);
});

test('faces are detected, and compared', async () => {
  const found: Recognized = await client.initFaceDetectionService('any').detect(GROUP, { limit: 0 });
  expect(found.result.length).toBe(3);
  expect(await failure(client.initFaceDetectionService('any').detect(ROCKET, { limit: 0 }))).toMatchObject({
    code: 28,
  });
  const verification = client.initFaceVerificationService('any');
  const same: { result: { face_matches: { similarity: number }[] }[] } = await verification.verify(EILEEN, EILEEN, {
    limit: 0,
  });
  expect(same.result[0]?.face_matches[0]?.similarity).toBeGreaterThan(0.99);
  const different: typeof same = await verification.verify(EILEEN, GRACE, { limit: 0 });
  expect(different.result[0]?.face_matches[0]?.similarity).toBeLessThan(0.7);
});
