import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Weights } from '../../../../src/core/tensor.ts';
import { pullModel, type PullOptions } from '../../../../src/models/install/pull-model.ts';
import { type PullRecipe } from '../../../../src/models/install/pull-recipe.ts';
import { readModel } from '../../../../src/models/store/find-model.ts';
import { breakOff, sendFile, status, useFileServers, type Answer } from '../../../support/programs/file-server.ts';
import { useTemporaryFolders } from '../../../support/temporary.ts';
import { TINY_INFO } from '../../../support/networks/tiny-model.mjs';

const serve = useFileServers();
const temporary = useTemporaryFolders();

/** Twelve files of four numbers; each becomes a tensor of its name. */
const FILES = new Map(
  Array.from({ length: 12 }, (_, i) => [`w${i}.npy`, Buffer.from(Float32Array.of(i, i + 0.5, -i, 1).buffer)]),
);
const fileOf = (url: string | undefined): Buffer => FILES.get((url ?? '').split('/').at(-1) ?? '') ?? Buffer.alloc(0);

const recipe = (...addresses: string[]): PullRecipe => ({
  info: TINY_INFO,
  addresses,
  files: [...FILES].map(([name, bytes]) => ({
    name,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    maxBytes: 64,
  })),
  toWeights: (files): Weights =>
    new Map(
      [...files].map(([name, bytes]) => [name, { shape: [4], data: new Float32Array(Uint8Array.from(bytes).buffer) }]),
    ),
  source: { form: 'npy-folder', sha256: 'cd'.repeat(32) },
});

const options = (folder: string, more: Partial<PullOptions> = {}): PullOptions => ({
  folder,
  signal: new AbortController().signal,
  firstDelayMs: 1,
  ...more,
});

/** Serves the files, but the first requests of a file as `answers` say. */
function servingAfter(...answers: Answer[]): Answer {
  const left = new Map([...FILES.keys()].map((name) => [`/${name}`, [...answers]]));
  return (request, response) => {
    const answer = left.get(request.url ?? '')?.shift() ?? sendFile(fileOf(request.url));
    answer(request, response);
  };
}

const half: Answer = (request, response) => {
  breakOff(fileOf(request.url))(request, response);
};
const other: Answer = (_, response) => void response.end(Buffer.from('other'));
const stalled: Answer = () => undefined;

async function expectInstalled(folder: string): Promise<void> {
  const model = await readModel('tiny', { folder });
  expect('weights' in model && model.weights.get('w3.npy')).toEqual({
    shape: [4],
    data: Float32Array.of(3, 3.5, -3, 1),
  });
  expect('weights' in model && model.weights.size).toBe(12);
  expect(readdirSync(folder)).toEqual(['tiny.safetensors']);
}

describe('pullModel', () => {
  test('fetches every file once and installs the model', async () => {
    const folder = path.join(temporary(), 'models');
    const { url, requests } = await serve(servingAfter());
    const seen: string[] = [];
    const outcome = await pullModel(
      recipe(`${url}/`),
      options(folder, { onFile: ({ name, fetched }) => void seen.push(`${name} ${fetched}`) }),
    );
    expect(outcome).toMatchObject({ kind: 'installed', fetched: 12, model: { written: true } });
    expect([...requests].sort()).toEqual([...FILES.keys()].map((name) => `/${name}`).sort());
    expect(seen.sort()).toEqual([...FILES.keys()].map((name) => `${name} true`).sort());
    await expectInstalled(folder);

    expect(await pullModel(recipe(url), options(folder))).toMatchObject({ kind: 'already-installed' });
    expect(requests).toHaveLength(12);
    await pullModel(recipe(url), options(folder, { overwrite: true }));
    expect(requests).toHaveLength(24);
  });

  test.each([
    ['broken connections', half],
    ['a server in trouble', status(503)],
  ])('gets over %s', async (_, first) => {
    const folder = temporary();
    const { url, requests } = await serve(servingAfter(first));
    expect(await pullModel(recipe(url), options(folder))).toMatchObject({ kind: 'installed', fetched: 12 });
    expect(requests).toHaveLength(24);
    await expectInstalled(folder);
  });

  test.each<[string, Answer, RegExp]>([
    ['lacks a file', status(404), /w\d+\.npy: the server answered 404 Not Found/],
    ['has other files', other, /w\d+\.npy: expected SHA-256 \w+ but found/],
    ['refuses', status(403), /403 Forbidden/],
    ['never answers', stalled, /nothing came for 0\.5 s/],
    ['keeps failing', status(502), /502 Bad Gateway/],
  ])('goes on with the next address when one %s', async (_, answer, reason) => {
    const folder = temporary();
    const [bad, good] = [await serve(answer), await serve(servingAfter())];
    const switches: string[] = [];
    const onSwitch = (from: string, to: string, why: string): void => void switches.push(`${from} ${to} ${why}`);
    const outcome = await pullModel(
      recipe(bad.url, good.url),
      options(folder, { onSwitch, ...(answer === stalled && { idleMs: 500 }) }),
    );
    expect(outcome).toMatchObject({ kind: 'installed' });
    expect(switches).toHaveLength(1);
    expect(switches[0]).toMatch(new RegExp(`^${bad.url} ${good.url} .*${reason.source}`));
    expect(new Set(good.requests).size).toBe(12);
    expect(bad.requests.length).toBeLessThanOrEqual(16); // eight at a time, at most twice each
    await expectInstalled(folder);
  });

  test('names every address, what happened there, and what else can be done', async () => {
    const folder = temporary();
    const [gone, wrong, slow] = [await serve(stalled), await serve(other), await serve(stalled)];
    await gone.stop();
    const refusal = pullModel(recipe(gone.url, wrong.url, slow.url), options(folder, { idleMs: 500 }));
    await expect(refusal).rejects.toMatchObject({ name: 'FacekitError', code: 'download-failed' });
    await expect(refusal).rejects.toThrow(`${gone.url}: w`);
    await expect(refusal).rejects.toThrow(/refused the connection/);
    await expect(refusal).rejects.toThrow(`${wrong.url}: w`);
    await expect(refusal).rejects.toThrow(/expected SHA-256/);
    await expect(refusal).rejects.toThrow(/nothing came for 0\.5 s/);
    await expect(refusal).rejects.toThrow(/`from: URL` or FACEKIT_MODELS_URL.*facekit models import FILE --name tiny/);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('goes on where it was stopped', async () => {
    const folder = temporary();
    const controller = new AbortController();
    const { url, requests } = await serve(servingAfter());
    const onFile = (): void => {
      if (requests.length >= 5) controller.abort('SIGINT');
    };
    const stopped = await pullModel(recipe(url), options(folder, { signal: controller.signal, parallel: 1, onFile }));
    expect(stopped).toEqual({ kind: 'interrupted', done: 5, total: 12 });
    expect(readdirSync(folder)).toEqual(['.partial']);
    const before = requests.length;
    const kept: boolean[] = [];
    const outcome = await pullModel(
      recipe(url),
      options(folder, { onFile: ({ fetched }) => void kept.push(!fetched) }),
    );
    expect(outcome).toMatchObject({ kind: 'installed', fetched: 12 - 5 });
    expect(kept.filter(Boolean)).toHaveLength(5);
    expect(requests.length - before).toBe(12 - 5);
    await expectInstalled(folder);
  });

  test('a request under way is stopped, too', async () => {
    const controller = new AbortController();
    const { url } = await serve(stalled);
    const pull = pullModel(recipe(url), options(temporary(), { signal: controller.signal, idleMs: 60_000 }));
    setTimeout(() => {
      controller.abort('SIGINT');
    }, 30);
    expect(await pull).toEqual({ kind: 'interrupted', done: 0, total: 12 });
  });

  test('does not trust what an earlier run left', async () => {
    const folder = temporary();
    const kept = path.join(folder, '.partial/tiny');
    mkdirSync(kept, { recursive: true });
    writeFileSync(path.join(kept, 'w1.npy'), 'torn');
    writeFileSync(path.join(kept, 'w2.npy'), fileOf('w2.npy'));
    // Of a process that was killed: no process has that number.
    writeFileSync(
      path.join(kept, `.facekit-12345-${2 ** 22 + 1}@${(await import('node:os')).hostname()}-modelsx1.tmp`),
      'half',
    );
    const { url, requests } = await serve(servingAfter());
    await pullModel(recipe(url), options(folder));
    expect(requests).toHaveLength(11);
    await expectInstalled(folder);
  });

  test('two at a time give one model', async () => {
    const folder = temporary();
    const { url, requests } = await serve((request, response) => {
      setTimeout(() => {
        sendFile(fileOf(request.url))(request, response);
      }, 5);
    });
    const pulls = await Promise.all([1, 2].map(() => pullModel(recipe(url), options(folder, { parallel: 1 }))));
    expect(pulls.every(({ kind }) => kind === 'installed')).toBe(true);
    expect(requests.length).toBeLessThan(24); // they share what they have
    await expectInstalled(folder);
  });

  test.each([
    ['when a file is kept', 4],
    ['when the model is written', 12],
  ])('says that there is no space %s, and keeps what it has', async (_, room) => {
    const folder = temporary();
    const { url } = await serve(servingAfter());
    let left = room;
    const write = async (file: string, data: Uint8Array | string): Promise<void> => {
      if (data.length > 0 && (left -= 1) < 0) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
      await writeFile(file, data);
    };
    const refusal = pullModel(recipe(url), options(folder, { write, parallel: 1 }));
    await expect(refusal).rejects.toMatchObject({ code: 'disk-full' });
    await expect(refusal).rejects.toThrow(/free some space, then run the same command again/);
    expect(readdirSync(path.join(folder, '.partial/tiny'))).toHaveLength(room);
    expect(await pullModel(recipe(url), options(folder))).toMatchObject({ kind: 'installed', fetched: 12 - room });
    await expectInstalled(folder);
  });

  test('asks for nothing when the cache cannot be written', async () => {
    const file = path.join(temporary(), 'file');
    writeFileSync(file, '');
    const { url, requests } = await serve(servingAfter());
    const refusal = pullModel(recipe(url), options(path.join(file, 'models')));
    await expect(refusal).rejects.toMatchObject({ code: 'cache-not-writable' });
    expect(requests).toEqual([]);
  });

  test('refuses what is no address', async () => {
    const refusal = pullModel(recipe(), options(temporary(), { from: 'ftp://example.org/x' }));
    await expect(refusal).rejects.toMatchObject({ code: 'usage' });
  });
});
