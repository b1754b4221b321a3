import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { fetchVerified } from '../../../src/files/download/fetch-verified.ts';
import { requireEncrypted } from '../../../src/files/download/request.ts';
import { downloadFile } from '../../../src/files/download/download-file.ts';
import { thisProcess } from '../../../src/files/process-id.ts';
import { breakOff, sendFile, status, useFileServers, type Answer } from '../../support/programs/file-server.ts';
import { useTemporaryFolders } from '../../support/temporary.ts';

const serve = useFileServers();
const temporary = useTemporaryFolders();
const content = Buffer.from(Array.from({ length: 50_000 }, (_, i) => (i * 7919) % 251));
const expected = { sha256: createHash('sha256').update(content).digest('hex'), maxBytes: content.length };

describe('fetchVerified', () => {
  test('gives what has the right checksum', async () => {
    const { url, requests } = await serve(sendFile(content));
    expect(await fetchVerified(`${url}/a/b.npy`, expected)).toEqual(content);
    expect(requests).toEqual(['/a/b.npy']);
  });

  const stall: Answer = (_, response) => {
    response.writeHead(200, { 'content-length': content.length });
    response.write(content.subarray(0, 100));
  };
  const page = '<!doctype html><title>Log in</title>';

  test.each<[string, Answer, string, RegExp, number | undefined]>([
    ['a missing file', status(404), 'download-not-found', /404 Not Found/, undefined],
    ['a forbidden file', status(403), 'download-refused', /403 Forbidden/, undefined],
    ['a server in trouble', status(503), 'download-failed', /503 Service Unavailable/, 0],
    ['a server that is asked too often', status(429, { 'retry-after': '7' }), 'download-failed', /429/, 7000],
    [
      'other content',
      sendFile(content.subarray(1)),
      'checksum-mismatch',
      /expected SHA-256 \w{64} but found \w{64}\.$/,
      undefined,
    ],
    [
      'a page in its place',
      sendFile(Buffer.from(page)),
      'checksum-mismatch',
      /a web page, perhaps of a proxy/,
      undefined,
    ],
    ['too much', sendFile(Buffer.concat([content, content])), 'download-too-large', /50000 bytes/, undefined],
    ['half of it', breakOff(content), 'download-failed', /broke off/, 0],
    ['no answer', () => undefined, 'download-timeout', /nothing came for 0\.1 s/, 0],
    ['an answer that stops', stall, 'download-timeout', /nothing came for 0\.1 s/, 0],
  ])('refuses %s', async (_, answer, code, reason, retryAfterMs) => {
    const { url } = await serve(answer);
    const refusal = fetchVerified(`${url}/w.npy`, expected, code === 'download-timeout' ? { idleMs: 100 } : {});
    await expect(refusal).rejects.toMatchObject({ code, retryAfterMs });
    await expect(refusal).rejects.toThrow(`${url}/w.npy`);
    await expect(refusal).rejects.toThrow(reason);
  });

  test('gives up on a server of a byte now and then, and does not try again', async () => {
    const drip: Answer = (_, response) => {
      response.writeHead(200, { 'content-length': content.length });
      const timer = setInterval(() => response.write('x'), 20);
      response.on('close', () => {
        clearInterval(timer);
      });
    };
    const { url } = await serve(drip);
    await expect(fetchVerified(`${url}/w.npy`, expected, { idleMs: 200 })).rejects.toMatchObject({
      code: 'download-timeout',
      retryAfterMs: undefined,
      reason: expect.stringMatching(/^only \d+ bytes came in 0\.4 s$/) as unknown,
    });
  });

  test('sends the name and the password of an address, and never repeats them', async () => {
    let authorization: string | undefined;
    const { url } = await serve((request, response) => {
      authorization = request.headers.authorization;
      response.writeHead(404).end();
    });
    const address = `${url.replace('//', '//ann:s3cret@')}/w.npy?token=t0ken`;
    const error = await fetchVerified(address, expected).catch((thrown: unknown) => thrown);
    expect(authorization).toBe(`Basic ${Buffer.from('ann:s3cret').toString('base64')}`);
    expect(error).toMatchObject({
      code: 'download-not-found',
      message: expect.stringContaining('/w.npy?…') as unknown,
    });
    expect(String(error)).not.toMatch(/ann|s3cret|t0ken/);
  });

  test.each([
    ['https://a/x', 'http://a/x', false],
    ['https://a/x', 'https://b/x', true],
    ['http://a/x', 'http://b/x', true],
  ])('from %s to %s: %s', (from, to, allowed) => {
    const check = expect(() => {
      requireEncrypted(from, to);
    });
    if (allowed) check.not.toThrow();
    else check.toThrow(expect.objectContaining({ code: 'download-refused' }));
  });

  test('tells a server that is not there', async () => {
    const server = await serve(status(200));
    await server.stop();
    const refusal = fetchVerified(`${server.url}/w.npy`, expected);
    await expect(refusal).rejects.toMatchObject({ code: 'download-failed', unreachable: true });
    await expect(refusal).rejects.toThrow(/refused the connection/);
  });

  test.each([
    [
      'before it begins',
      (controller: AbortController) => {
        controller.abort('SIGINT');
      },
    ],
    [
      'under way',
      (controller: AbortController) => {
        setTimeout(() => {
          controller.abort('SIGINT');
        }, 20);
      },
    ],
  ])('is stopped %s', async (_, stop) => {
    const controller = new AbortController();
    const { url } = await serve(stall);
    stop(controller);
    await expect(fetchVerified(`${url}/w.npy`, expected, { signal: controller.signal })).rejects.toBe('SIGINT');
  });
});

describe('downloadFile', () => {
  const self = thisProcess('12345');
  const target = (folder: string) => ({ file: path.join(folder, 'sub/lfw.tgz'), self, ...expected });

  test('goes on where a connection broke off', async () => {
    const folder = temporary();
    const answers = [breakOff(content), status(500), sendFile(content)];
    const ranges: (string | undefined)[] = [];
    const { url } = await serve((request, response) => {
      ranges.push(request.headers.range);
      answers.shift()?.(request, response);
    });
    const seen: number[] = [];
    const options = { firstDelayMs: 1, onBytes: (bytes: number) => void seen.push(bytes) };
    await downloadFile(url, target(folder), options);
    expect(readFileSync(target(folder).file)).toEqual(content);
    expect(readdirSync(path.join(folder, 'sub'))).toEqual(['lfw.tgz']);
    expect(ranges[0]).toBeUndefined();
    expect(ranges.slice(1)).toEqual(['bytes=25000-', 'bytes=25000-']);
    expect(seen.at(-1)).toBe(50_000);
  });

  test.each([
    ['what an earlier run left', content.subarray(0, 30_000), ['bytes=30000-']],
    ['a part that is whole', content, ['bytes=50000-']],
    ['a part of another file, from the start', Buffer.from('other'), ['bytes=5-', undefined]],
    ['a part that is too long, from the start', Buffer.concat([content, content]), ['bytes=100000-', undefined]],
  ])('takes up %s', async (_, part, asked) => {
    const folder = temporary();
    const ranges: (string | undefined)[] = [];
    const { url } = await serve((request, response) => {
      ranges.push(request.headers.range);
      sendFile(content)(request, response);
    });
    const at = { ...target(folder), file: path.join(folder, 'lfw.tgz') };
    writeFileSync(`${at.file}.part`, part);
    await downloadFile(url, at);
    expect(readFileSync(at.file)).toEqual(content);
    expect(readdirSync(folder)).toEqual(['lfw.tgz']);
    expect(ranges).toEqual(asked);
  });

  test('starts over where the server knows no ranges', async () => {
    const folder = temporary();
    const { url } = await serve((_, response) => void response.end(content));
    const at = { ...target(folder), file: path.join(folder, 'lfw.tgz') };
    writeFileSync(`${at.file}.part`, content.subarray(0, 10));
    await downloadFile(url, at);
    expect(readFileSync(at.file)).toEqual(content);
  });

  test('leaves a file alone that is there, and nothing of one that is wrong', async () => {
    const folder = temporary();
    const { url, requests } = await serve(sendFile(content.subarray(1)));
    await expect(downloadFile(url, target(folder))).rejects.toMatchObject({ code: 'checksum-mismatch' });
    expect(readdirSync(path.join(folder, 'sub'))).toEqual([]);
    writeFileSync(target(folder).file, content);
    await downloadFile(url, target(folder));
    expect(requests).toHaveLength(1);
  });

  // Of some lengths, all has come with the first piece.
  test.each([1_000, 120_000, 2_000_000])('is stopped after the first of %d bytes', async (length) => {
    const folder = temporary();
    const bytes = Buffer.alloc(length, 7);
    const { url } = await serve(sendFile(bytes));
    const controller = new AbortController();
    const onBytes = (): void => {
      controller.abort('SIGINT');
    };
    const at = {
      ...target(folder),
      maxBytes: length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    };
    await expect(downloadFile(url, at, { signal: controller.signal, onBytes })).rejects.toBe('SIGINT');
    expect(readdirSync(path.join(folder, 'sub'))).toEqual(['lfw.tgz.part']);
  });

  test('two at a time fetch it once', async () => {
    const folder = temporary();
    const { url, requests } = await serve(sendFile(content));
    await Promise.all([downloadFile(url, target(folder)), downloadFile(url, target(folder))]);
    expect(requests).toHaveLength(1);
    expect(existsSync(`${target(folder).file}.lock`)).toBe(false);
  });
});
