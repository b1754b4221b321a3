import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { fakeServer, type FakeServer, form, grey } from '../../support/fakes/fake-server.ts';
import { raisedBy, squaredChord } from '../../support/faces/gallery.ts';
import { useTemporaryFolders } from '../../support/temporary.ts';

const temporaryFolder = useTemporaryFolders();
let server: FakeServer;

beforeEach(async () => {
  server = await fakeServer(path.join(temporaryFolder(), 'friends'));
});

afterEach(async () => {
  await server[Symbol.asyncDispose]();
});

const get = (url: string) => server.send({ url });
const post = async (url: string, fields: Parameters<typeof form>[0]) =>
  server.send({ method: 'POST', url, ...(await form(fields)) });
const enrol = async (name: string, value: number) =>
  post(`/api/people/${encodeURIComponent(name)}/faces`, { file: await grey(value) });

test('people are enrolled, listed with a picture, renamed, merged and removed', async () => {
  const first = await enrol('Ann "A/B" 李', 10);
  expect(first.json()).toMatchObject({ photographs: [{ name: 'file.png', status: 'enrolled' }] });
  expect((await enrol('Ann "A/B" 李', 10)).json()).toMatchObject({ photographs: [{ status: 'duplicate' }] });
  await enrol('Bob', 100);
  const { people } = (await get('/api/people')).json() as {
    people: { name: string; faces: number; picture: string }[];
  };
  expect(people.map(({ name, faces }) => [name, faces])).toEqual([
    ['Ann "A/B" 李', 1],
    ['Bob', 1],
  ]);
  const picture = await get(`/api/faces/${people[0]?.picture ?? ''}/picture`);
  expect(picture.headers['content-type']).toBe('image/png');
  expect(picture.bytes.subarray(1, 4).toString()).toBe('PNG');

  const rename = (name: string, body: object) =>
    server.send({ method: 'PUT', url: `/api/people/${name}`, payload: body });
  expect((await rename('Bob', { name: 'Ann "A/B" 李' })).statusCode).toBe(409);
  expect((await rename('Bob', { name: 'Ann "A/B" 李', merge: true })).json()).toMatchObject({ faces: 1 });
  expect((await get('/api/status')).json()).toMatchObject({ people: 1, faces: 2, model: 'fake-box', version: '1.2.3' });
  const removal = { method: 'DELETE', url: `/api/people/${encodeURIComponent('Ann "A/B" 李')}` } as const;
  expect((await server.send({ ...removal })).json()).toEqual({ removed: 2 });
  expect((await get('/api/people/Bob/faces')).statusCode).toBe(404);
});

test('a photograph is recognized with distances, and a face far from everybody is nobody', async () => {
  await enrol('Ann', 10);
  await enrol('Bob', 100);
  const known = (await post('/api/recognize', { file: await grey(12) })).json() as {
    faces: { candidates: object[] }[];
  };
  expect(known).toMatchObject({
    faces: [{ box: [10, 10, 70, 70], person: 'Ann', candidates: [{ person: 'Ann' }, { person: 'Bob' }] }],
  });
  expect(known.faces[0]).toMatchObject({ landmarks: Array<number[]>(5).fill([40, 40]) });
  expect(known.faces[0]).toMatchObject({ distance: expect.closeTo(squaredChord(2) + raisedBy(88), 5) as unknown });
  const unknown = await post('/api/recognize?top=1', { file: await grey(220) });
  expect(unknown.json()).toMatchObject({ faces: [{ person: null, reason: 'far', candidates: [{ person: 'Bob' }] }] });
  expect((await post('/api/recognize', { file: await grey(0) })).json()).toMatchObject({ faces: [] });
});

test('faces are found without being asked for', async () => {
  const found = (await post('/api/detect', { file: await grey(30, 255) })).json();
  const landmarks = expect.any(Array) as unknown;
  expect(found).toEqual({
    faces: [
      { box: [10, 10, 70, 70], score: expect.any(Number) as unknown, landmarks },
      { box: [12, 12, 72, 72], score: 0.8, landmarks },
    ],
  });
  expect((await post('/api/detect', { file: await grey(0) })).json()).toEqual({ faces: [] });
  expect((await post('/api/detect', { file: new Blob(['no image']) })).json()).toMatchObject({ code: 'not-an-image' });
});

test('several faces are refused, unless one is chosen', async () => {
  const file = await grey(30, 255);
  expect((await post('/api/people/Cleo/faces', { file })).json()).toMatchObject({
    photographs: [{ status: 'refused', reason: 'several-faces' }],
  });
  expect((await post('/api/people/Cleo/faces', { file, face: '1' })).json()).toMatchObject({
    photographs: [{ status: 'enrolled' }],
  });
  expect((await post('/api/people/Cleo/faces', { file, face: 'x' })).statusCode).toBe(400);
  expect((await post('/api/people/Cleo/faces', { file: new Blob(['no image']) })).json()).toMatchObject({
    photographs: [{ status: 'unreadable', reason: 'not-an-image' }],
  });
});

test('two photographs are compared', async () => {
  const answer = await post('/api/compare', { file1: await grey(10), file2: await grey(100) });
  expect(answer.json()).toMatchObject({
    same: null,
    threshold: null,
    distance: expect.closeTo(Math.SQRT2, 5) as unknown,
  });
  expect((await post('/api/compare', { file1: await grey(10) })).statusCode).toBe(400);
  expect((await post('/api/compare', { file1: await grey(10), file2: await grey(0) })).json()).toMatchObject({
    code: 'no-faces',
  });
});

test('OpenAPI describes each of the server’s own routes', async () => {
  const { paths, info } = (await get('/openapi.json')).json() as { paths: Record<string, object>; info: object };
  expect(info).toMatchObject({ title: 'facekit', version: '1.2.3' });
  expect(
    Object.entries(paths)
      .flatMap(([url, of]) => Object.keys(of).map((method) => `${method} ${url}`))
      .sort(),
  ).toEqual([
    'delete /api/faces/{id}',
    'delete /api/people/{name}',
    'get /api/people',
    'get /api/people/{name}/faces',
    'get /api/status',
    'post /api/cluster',
    'post /api/compare',
    'post /api/detect',
    'post /api/people/{name}/faces',
    'post /api/recognize',
    'put /api/people/{name}',
  ]);
});

test('health, metrics and a log that names nobody', async () => {
  await enrol('Ann Secret', 10);
  expect((await get('/healthz')).json()).toEqual({ status: 'ok' });
  const metrics = (await get('/metrics')).body;
  expect(metrics).toMatch(
    /facekit_request_seconds_count\{method="POST",route="\/api\/people\/:name\/faces",status="200"\} 1/,
  );
  expect(metrics).toContain('facekit_photographs_waiting 0');
  await get('/no/such/page');
  expect(server.log.map(({ route, status, code }) => [route, status, code])).toEqual([
    ['/api/people/:name/faces', 200, undefined],
    ['/healthz', 200, undefined],
    ['/metrics', 200, undefined],
    ['none', 404, 'not-found'],
  ]);
  expect(JSON.stringify(server.log)).not.toContain('Secret');
});

test('faces that a client keeps are sorted by person, those of one photograph apart', async () => {
  const embeddingsOf = async (value: number, last?: number): Promise<string[]> => {
    const answer = await post('/api/recognize?embeddings=true', { file: await grey(value, last) });
    return (answer.json() as { faces: { embedding: string }[] }).faces.map(({ embedding }) => embedding);
  };
  const photographs = await Promise.all([embeddingsOf(10), embeddingsOf(200), embeddingsOf(11, 255)]);
  const faces = photographs.flatMap((found, photograph) => found.map((embedding) => ({ photograph, embedding })));
  const [[first = '']] = photographs;
  expect(Buffer.from(first, 'base64').readFloatLE(0)).toBeCloseTo(Math.cos((10 * Math.PI) / 180), 5);
  const cluster = (payload: object) => server.send({ method: 'POST', url: '/api/cluster', payload });
  const sorted = (await cluster({ faces, threshold: 0.5 })).json() as { groups: number[][] };
  expect(sorted).toEqual({ threshold: 0.5, groups: [[0, 2], [1], [3]] });
  expect((await cluster({ faces: [], threshold: 0.5 })).json()).toEqual({ threshold: 0.5, groups: [] });
  for (const embedding of ['AAAA', 'AAAAAA==', Buffer.alloc(12).toString('base64')])
    expect((await cluster({ faces: [{ photograph: 0, embedding }], threshold: 1 })).statusCode).toBe(400);
  expect((await cluster({ faces: [{ photograph: -1, embedding: first }] })).statusCode).toBe(400);
});

test('a gallery that another program makes meanwhile is taken up', async () => {
  const folder = path.join(temporaryFolder(), 'friends');
  await using waiting = await fakeServer(folder);
  expect((await waiting.send({ url: '/api/people' })).json()).toEqual({ people: [] });
  await using other = await fakeServer(folder);
  await other.send({ method: 'POST', url: '/api/people/Ann/faces', ...(await form({ file: await grey(10) })) });
  const people = async (): Promise<unknown> => (await waiting.send({ url: '/api/people' })).json();
  while (JSON.stringify(await people()) === '{"people":[]}') await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await people()).toMatchObject({ people: [{ name: 'Ann', faces: 1 }] });
});
