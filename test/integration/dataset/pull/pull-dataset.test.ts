import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { pullDataset } from '../../../../src/dataset/pull/pull-dataset.ts';
import { status, useFileServers } from '../../../support/programs/file-server.ts';
import { useTemporaryFolders, writeFiles } from '../../../support/temporary.ts';
import { expectInstalled, MIRROR, pullOptions, serveMirror, tinyDataset } from '../../../support/faces/tiny-dataset.ts';

const serve = useFileServers();
const temporary = useTemporaryFolders();

/** A folder with the files of the mirror. */
function localMirror(): string {
  const folder = temporary();
  writeFiles(folder, Object.fromEntries(MIRROR));
  return folder;
}

describe('pullDataset', () => {
  test('puts images and lists in their places, and does nothing a second time', async () => {
    const folder = path.join(temporary(), 'datasets');
    const { url, requests } = await serve(serveMirror);
    const outcome = await pullDataset(tinyDataset(url), pullOptions(folder));
    expect(outcome).toEqual({
      kind: 'installed',
      images: { folder: path.join(folder, 'tiny'), count: 3 },
      lists: [path.join(folder, 'pairs.txt')],
    });
    expectInstalled(folder);
    expect(requests).toEqual(['/pairs.txt', '/tiny.tgz']);
    expect(await pullDataset(tinyDataset(url), pullOptions(folder))).toEqual({ ...outcome, kind: 'already-there' });
    expect(requests).toHaveLength(2);
  });

  test('takes the next mirror when one fails, and says so', async () => {
    const folder = temporary();
    const [bad, good] = [await serve(status(403)), await serve(serveMirror)];
    const switches: string[] = [];
    const onSwitch = (from: string, to: string, reason: string): void => void switches.push(`${from} ${to} ${reason}`);
    await pullDataset(tinyDataset(bad.url, good.url), pullOptions(folder, { onSwitch }));
    expectInstalled(folder);
    expect(switches).toEqual(
      ['pairs.txt', 'tiny.tgz'].map(
        (name) => `${bad.url}/${name} ${good.url}/${name} the server answered 403 Forbidden`,
      ),
    );
  });

  test.each<[string, () => Promise<string>]>([
    ['an address', async () => (await serve(serveMirror)).url + '/mirror/'],
    ['a folder', () => Promise.resolve(localMirror())],
  ])('takes everything from %s that is given', async (_, mirror) => {
    const folder = temporary();
    const from = await mirror();
    expect(await pullDataset(tinyDataset(), pullOptions(folder, { from }))).toMatchObject({ kind: 'installed' });
    expectInstalled(folder);
    expect(from.startsWith('http') || readdirSync(from).sort()).toEqual(
      from.startsWith('http') || ['pairs.txt', 'tiny.tgz'],
    );
  });

  test('the lists alone, beside images of the user', async () => {
    const folder = temporary();
    writeFiles(folder, { 'tiny/Eve/Eve_0001.jpg': 'eve' });
    const outcome = await pullDataset(tinyDataset(), pullOptions(folder, { from: localMirror(), listsOnly: true }));
    expect(outcome).toMatchObject({ kind: 'installed', images: undefined });
    expect(readdirSync(folder).sort()).toEqual(['pairs.txt', 'tiny']);
    expect(readdirSync(path.join(folder, 'tiny'))).toEqual(['Eve']);
  });
});

describe('what is in the way', () => {
  test.each<[string, Readonly<Record<string, string>>, RegExp]>([
    [
      'images of the user',
      { 'tiny/Eve/Eve_0001.jpg': 'eve' },
      /images of tiny at .*tiny but a folder with other files is there/,
    ],
    ['a file', { tiny: 'x' }, /but a file is there/],
    [
      'another variant',
      { 'tiny/dataset.json': '{"variant":"funneled","archive":{"sha256":"00"}}' },
      /but the variant funneled, not original is there/,
    ],
    ['another list', { 'pairs.txt': '10\t300\n' }, /pairs\.txt of tiny at .* but another file is there/],
  ])('%s: it is an error, before anything is fetched, and stays', async (_, files, message) => {
    const folder = temporary();
    writeFiles(folder, files);
    const { url, requests } = await serve(serveMirror);
    const refusal = pullDataset(tinyDataset(url), pullOptions(folder));
    await expect(refusal).rejects.toMatchObject({ code: 'dataset-exists' });
    await expect(refusal).rejects.toThrow(message);
    await expect(refusal).rejects.toThrow(/`overwrite`/);
    expect(requests).toEqual([]);
    for (const [name, content] of Object.entries(files))
      expect(readFileSync(path.join(folder, name), 'utf8')).toBe(content);
    await pullDataset(tinyDataset(url), pullOptions(folder, { overwrite: true }));
    expectInstalled(folder);
  });

  test('an empty folder is not', async () => {
    const folder = temporary();
    mkdirSync(path.join(folder, 'tiny'));
    await pullDataset(tinyDataset(), pullOptions(folder, { from: localMirror() }));
    expectInstalled(folder);
  });

  test('with --overwrite, what was there stays until the new images are whole', async () => {
    const folder = temporary();
    writeFiles(folder, { 'tiny/Eve/Eve_0001.jpg': 'eve' });
    const refusal = pullDataset(tinyDataset((await serve(status(404))).url), pullOptions(folder, { overwrite: true }));
    await expect(refusal).rejects.toMatchObject({ code: 'download-failed' });
    expect(existsSync(path.join(folder, 'tiny/Eve/Eve_0001.jpg'))).toBe(true);
  });
});

describe('errors', () => {
  test('name every address, what happened there, and what else can be done', async () => {
    const [gone, other] = [await serve(status(404)), await serve((_, response) => void response.end('other'))];
    await gone.stop();
    const refusal = pullDataset(tinyDataset(gone.url, other.url), pullOptions(temporary()));
    await expect(refusal).rejects.toMatchObject({ code: 'download-failed' });
    await expect(refusal).rejects.toThrow(
      new RegExp(`pairs\\.txt from any address:\n  ${gone.url}/pairs\\.txt: the server refused`),
    );
    await expect(refusal).rejects.toThrow(/\n {2}http.*: expected SHA-256 \w{64} but found \w{64}/);
    await expect(refusal).rejects.toThrow(/`from` or FACEKIT_DATASETS_URL/);
  });

  test.each<[string, (folder: string) => string, object]>([
    [
      'a folder without the file',
      () => temporary(),
      { code: 'input-not-found', message: expect.stringMatching(/pairs\.txt in .*`from`/) },
    ],
    [
      'a damaged file',
      (folder) => {
        writeFileSync(path.join(folder, 'pairs.txt'), 'x');
        return folder;
      },
      { code: 'checksum-mismatch', message: expect.stringMatching(/pairs\.txt but found/) },
    ],
    ['an address of another kind', () => 'ftp://example.org/lfw', { code: 'usage' }],
  ])('%s', async (_, prepare, expected) => {
    await expect(
      pullDataset(tinyDataset(), pullOptions(temporary(), { from: prepare(localMirror()) })),
    ).rejects.toMatchObject(expected);
  });

  test('a target that cannot be written', async () => {
    const file = path.join(temporary(), 'file');
    writeFileSync(file, '');
    const refusal = pullDataset(tinyDataset(), pullOptions(path.join(file, 'datasets')));
    await expect(refusal).rejects.toMatchObject({ code: 'output-not-writable' });
  });
});
