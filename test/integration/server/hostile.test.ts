import { once } from 'node:events';
import { connect } from 'node:net';
import path from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createApiKey } from '../../../src/server/security/api-key.ts';
import { fakeServer, type FakeServer, form, grey } from '../../support/fakes/fake-server.ts';
import { faceAt } from '../../support/fakes/fake-embed.ts';
import { useTemporaryFolders } from '../../support/temporary.ts';

const temporaryFolder = useTemporaryFolders();
let server: FakeServer | undefined;

afterEach(async () => {
  await server?.[Symbol.asyncDispose]();
  server = undefined;
});

async function open(...args: Parameters<typeof fakeServer> extends [string, ...infer Rest] ? Rest : never) {
  server = await fakeServer(path.join(temporaryFolder(), 'friends'), ...args);
  return server;
}

test('another name of the server, and pages of other sites, are refused before anything is done', async () => {
  const app = await open();
  const ask = async (headers: Record<string, string>, method: 'GET' | 'POST' = 'GET') =>
    (await app.send({ method, url: '/api/people', headers })).statusCode;
  expect(await ask({ host: 'evil.example' })).toBe(421);
  expect(await ask({ host: 'localhost', origin: 'http://evil.example' })).toBe(200);
  expect(await ask({ host: 'localhost', origin: 'http://evil.example' }, 'POST')).toBe(403);
  const { payload, headers } = await form({ file: await grey(10) });
  const foreign = { ...headers, 'sec-fetch-site': 'cross-site' };
  const answer = await app.send({ method: 'POST', url: '/api/people/Ann/faces', payload, headers: foreign });
  expect(answer.json()).toMatchObject({ code: 'foreign-origin' });
  expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  expect(server?.service.store).toBeUndefined();
});

test('with a key nothing of the gallery is told without it, in each API’s own words', async () => {
  const { key, sha256 } = createApiKey();
  const app = await open({ keySha256: sha256 });
  const ask = (url: string, given?: string) =>
    app.send({ url, headers: { ...(given !== undefined && { 'x-api-key': given }) } });
  expect((await ask('/api/people')).json()).toMatchObject({ code: 'key-needed' });
  expect((await ask('/api/people', 'wrong')).json()).toMatchObject({ code: 'key-wrong' });
  expect((await ask('/metrics')).statusCode).toBe(401);
  expect((await ask('/api/people', key)).statusCode).toBe(200);
  expect((await ask('/api/v1/recognition/subjects')).json()).toMatchObject({ code: 20 });
  const wrong = await ask('/api/v1/recognition/subjects', 'wrong');
  expect([wrong.statusCode, (wrong.json() as { code: number }).code]).toEqual([404, 10]);
  expect([(await ask('/')).statusCode, (await ask('/healthz')).statusCode]).toEqual([200, 200]);
  expect((await ask('/page/../api/people')).statusCode).not.toBe(200);
});

test('a page runs its own scripts alone and is framed by nobody', async () => {
  const app = await open();
  const { headers, body } = await app.send({ url: '/' });
  expect(headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'");
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(body).not.toMatch(/<script(?![^>]*src=)|\sstyle=|\son\w+=/);
});

test.each([
  '/page/..%2f..%2fpackage.json',
  '/page/%2e%2e/package.json',
  '/../package.json',
  '/page//etc/passwd',
  '/page/main.js%00.css',
])('%s leads nowhere', async (url) => {
  const app = await open();
  const { statusCode } = await app.send({ url });
  expect([400, 404]).toContain(statusCode);
});

describe('requests that ask too much', () => {
  test('a photograph above the limit, as a file, as it is and in base64', async () => {
    const app = await open({ fileBytes: 1000 });
    const big = new Blob([new Uint8Array(5000)], { type: 'image/png' });
    const answers = [
      await app.send({ method: 'POST', url: '/api/recognize', ...(await form({ file: big })) }),
      await app.send({
        method: 'POST',
        url: '/api/recognize',
        payload: Buffer.alloc(20_000),
        headers: { 'content-type': 'image/png' },
      }),
      await app.send({
        method: 'POST',
        url: '/api/recognize',
        payload: { file: 'A'.repeat(20_000) },
        headers: { host: 'localhost' },
      }),
    ];
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([413, 413, 413]);
  });

  test('more photographs than may wait are answered 503 with a time to come again', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const app = await open({ atWork: 1, maxWaiting: 1 }, async () => {
      await held;
      return [faceAt(10, 10, 70, 70)];
    });
    const request = { method: 'POST', url: '/api/recognize', ...(await form({ file: await grey(10) })) } as const;
    const running = [app.send(request), app.send(request)];
    while (server?.service.load.waiting !== 1) await new Promise(setImmediate);
    const refused = await app.send(request);
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([503, '1']);
    release();
    expect((await Promise.all(running)).map(({ statusCode }) => statusCode)).toEqual([200, 200]);
  });

  test('bodies that would take more memory together than the server has for them', async () => {
    const app = await open({ fileBytes: 100_000, bodyBudget: 150_000 });
    // Half of a photograph, whose rest never comes, holds its bytes until its client goes away.
    const slow = connect({ port: app.port, host: '127.0.0.1' });
    const head = 'POST /api/recognize HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n';
    slow.write(`${head}Content-Length: 100000\r\n\r\n`);
    slow.write(Buffer.alloc(90_000));
    const photograph = new Blob([new Uint8Array(90_000)], { type: 'image/png' });
    const asForm = { method: 'POST', url: '/api/recognize', ...(await form({ file: photograph })) } as const;
    const asItIs = { ...asForm, payload: Buffer.alloc(90_000), headers: { 'content-type': 'image/png' } };
    const status = async (request: typeof asForm | typeof asItIs) => (await app.send(request)).statusCode;
    while ((await status(asForm)) !== 503) await new Promise(setImmediate);
    expect([await status(asItIs), await status(asForm)]).toEqual([503, 503]);
    slow.destroy();
    while ((await status(asForm)) === 503) await new Promise(setImmediate);
    expect([await status(asItIs), await status(asForm)]).toEqual([400, 400]);
  });

  test('too many requests of one client', async () => {
    const app = await open({ ratePerSecond: 2 });
    const ask = async () => (await app.send({ url: '/healthz' })).statusCode;
    expect([await ask(), await ask(), await ask(), await ask(), await ask()].slice(3)).toEqual([200, 429]);
  });

  test('a length of 10 GB is refused at once, without waiting for it', async () => {
    const app = await open();
    const socket = connect({ port: app.port, host: '127.0.0.1' });
    const head = [
      'POST /api/recognize HTTP/1.1',
      'Host: localhost',
      'Content-Type: image/png',
      'Content-Length: 10000000000',
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n`);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 413 /);
    socket.destroy();
  });
});

test.each([
  ['{"file": 5}', 'application/json', 400],
  ['{"file": "ünreadable"}', 'application/json', 400],
  ['{', 'application/json', 400],
  ['', 'application/json', 400],
  ['[]', 'application/json', 400],
  ['--x\r\n\r\n', 'multipart/form-data; boundary=y', 400],
  ['a=b', 'application/x-www-form-urlencoded', 415],
  ['text', 'text/plain', 415],
])('the body %j of type %s is answered %d', async (payload, type, status) => {
  const app = await open();
  const headers = { 'content-type': type };
  for (const url of ['/api/recognize', '/api/v1/recognition/recognize', '/v1/vision/face/recognize']) {
    const answer = await app.send({ method: 'POST', url, payload, headers });
    expect([answer.statusCode, url]).toEqual([status, url]);
  }
  expect(server?.log.filter(({ status: told }) => told >= 500)).toEqual([]);
});
