import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { pullDataset } from '../../../../src/dataset/pull/pull-dataset.ts';
import { breakOff, status, useFileServers, type Answer } from '../../../support/programs/file-server.ts';
import { useTemporaryFolders, writeFiles } from '../../../support/temporary.ts';
import { expectInstalled, MIRROR, pullOptions, serveMirror, tinyDataset } from '../../../support/faces/tiny-dataset.ts';

const serve = useFileServers();
const temporary = useTemporaryFolders();

describe('a pull that did not come to its end', () => {
  const archive = MIRROR.get('tiny.tgz') ?? Buffer.alloc(0);

  test('goes on with the half of the archive that it has', async () => {
    const folder = temporary();
    const answers: Answer[] = [serveMirror, breakOff(archive), status(404)];
    const ranges: (string | undefined)[] = [];
    const { url } = await serve((request, response) => {
      ranges.push(request.headers.range);
      (answers.shift() ?? serveMirror)(request, response);
    });
    await expect(pullDataset(tinyDataset(url), pullOptions(folder))).rejects.toMatchObject({ code: 'download-failed' });
    expect(readdirSync(folder).sort()).toEqual(['.tiny.partial', 'pairs.txt']);
    await pullDataset(tinyDataset(url), pullOptions(folder));
    expectInstalled(folder);
    const half = `bytes=${Math.floor(archive.length / 2)}-`;
    expect(ranges).toEqual([undefined, undefined, half, half]);
  });

  test.each([
    ['while it fetches', 'fetchedBytes', ['tiny.tgz.part']],
    ['while it unpacks', 'wroteImage', ['tiny.tgz']],
  ] as const)('is stopped %s, and keeps what has come', async (_, event, kept) => {
    const folder = temporary();
    const controller = new AbortController();
    const { url, requests } = await serve(serveMirror);
    const none = (): void => undefined;
    const listener = {
      fetchedBytes: none,
      beginsImages: none,
      wroteImage: none,
      [event]: () => {
        controller.abort('SIGINT');
      },
    };
    const outcome = await pullDataset(tinyDataset(url), pullOptions(folder, { signal: controller.signal, listener }));
    expect(outcome).toEqual({ kind: 'interrupted' });
    expect(readdirSync(folder).sort()).toEqual(['.tiny.partial', 'pairs.txt']);
    expect(readdirSync(path.join(folder, '.tiny.partial'))).toEqual(kept);
    expect(await pullDataset(tinyDataset(url), pullOptions(folder))).toMatchObject({ kind: 'installed' });
    expectInstalled(folder);
    expect(requests.filter((each) => each === '/pairs.txt')).toHaveLength(1);
  });

  test('was killed while it unpacked: what it left is unpacked anew', async () => {
    const folder = temporary();
    writeFiles(folder, {
      '.tiny.partial/tiny.tgz': archive,
      '.tiny.partial/images/Ann/Ann_0001.jpg': 'torn',
      '.tiny.partial/images/Zoe/Zoe_0001.jpg': 'of another archive',
      '.tiny.lock': `12345-${2 ** 22 + 1}@${(await import('node:os')).hostname()}`,
    });
    const { url, requests } = await serve(serveMirror);
    await pullDataset(tinyDataset(url), pullOptions(folder));
    expectInstalled(folder);
    expect(requests).toEqual(['/pairs.txt']);
  });

  test('two at a time give one data set', async () => {
    const folder = temporary();
    const { url, requests } = await serve(serveMirror);
    const kinds = await Promise.all([1, 2].map(() => pullDataset(tinyDataset(url), pullOptions(folder))));
    expect(kinds.map(({ kind }) => kind).sort()).toEqual(['already-there', 'installed']);
    expect(requests).toHaveLength(2);
    expectInstalled(folder);
  });

  test('has no space: nothing of the images stays, the archive does', async () => {
    const folder = temporary();
    const write = (): Promise<void> => Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' }));
    const refusal = pullDataset(tinyDataset((await serve(serveMirror)).url), pullOptions(folder, { write }));
    await expect(refusal).rejects.toMatchObject({ code: 'disk-full' });
    expect(readdirSync(path.join(folder, '.tiny.partial'))).toEqual(['tiny.tgz']);
  });

  test('the folder is removed before the archive is unpacked', async () => {
    const folder = temporary();
    const listener = {
      fetchedBytes: () => undefined,
      beginsImages: () => {
        rmSync(folder, { recursive: true });
      },
      wroteImage: () => undefined,
    };
    const refusal = pullDataset(tinyDataset((await serve(serveMirror)).url), pullOptions(folder, { listener }));
    await expect(refusal).rejects.toMatchObject({ code: 'bad-archive' });
  });
});
