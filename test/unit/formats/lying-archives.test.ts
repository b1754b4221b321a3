import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { extractImages } from '../../../src/dataset/pull/extract-images.ts';
import { readStoredZip } from '../../../src/formats/zip.ts';
import { writeTgz, zip, type TarEntry, type ZipEntry } from '../../support/archives.ts';
import { useTemporaryFolders } from '../../support/temporary.ts';

const { signal } = new AbortController();
const FIRST: ZipEntry = { name: 'a/data.pkl', content: 'hello' };
const SECOND: ZipEntry = { name: 'a/data/0', content: '01234567' };
const LOCAL_BYTES = 30;
/** Its content is an entry, too. */
const OUTER: ZipEntry = {
  name: 'a/data/1',
  content: zip([SECOND]).subarray(0, LOCAL_BYTES + SECOND.name.length + SECOND.content.length),
};

describe('a zip archive', () => {
  test('is read when it tells the truth', () => {
    const entries = [...readStoredZip(zip([FIRST, SECOND]), 'a.zip')];
    expect(entries.map(([name, bytes]) => [name, Buffer.from(bytes).toString()])).toEqual([
      [FIRST.name, FIRST.content],
      [SECOND.name, SECOND.content],
    ]);
  });

  test.each<[string, Buffer, string]>([
    ['an entry longer than the file', zip([{ ...FIRST, claims: { size: 4e9 } }]), 'file-truncated'],
    ['an entry that reaches into the next', zip([{ ...FIRST, claims: { size: 40 } }, SECOND]), 'zip-invalid'],
    ['an entry shorter than it is', zip([FIRST, { ...SECOND, claims: { size: 4 } }]), 'zip-invalid'],
    ['a stored entry that is deflated', zip([{ ...FIRST, method: 8, claims: { method: 0 } }]), 'zip-invalid'],
    ['an entry of another name', zip([{ ...FIRST, claims: { name: 'b/data.pkl' } }]), 'zip-invalid'],
    [
      'an entry inside another',
      zip([OUTER, { ...SECOND, claims: { offset: LOCAL_BYTES + OUTER.name.length } }]),
      'zip-invalid',
    ],
    ['more entries than there are', zip([FIRST], 60_000), 'zip-invalid'],
  ])('whose directory names %s is refused', (_, bytes, code) => {
    expect(() => readStoredZip(bytes, 'a.zip')).toThrow(expect.objectContaining({ code }));
  });
});

describe('a tar archive', () => {
  const temporary = useTemporaryFolders();
  const ann: TarEntry = { name: 'lfw/Ann/Ann_0001.jpg', content: 'a'.repeat(1500) };
  const bob: TarEntry = { name: 'lfw/Bob/Bob_0001.jpg', content: 'b'.repeat(1500) };

  test.each<[string, readonly TarEntry[]]>([
    ['than the file holds', [ann, { ...bob, claims: 8e9 }]],
    ['than its content, into the next header', [{ ...ann, claims: 2000 }, bob]],
    ['than its content, into the next content', [{ ...ann, claims: 3000 }, bob]],
    ['than its content, by whole blocks', [{ ...ann, claims: 1536 + 512 }, bob]],
  ])('whose header names more bytes %s is refused', async (_, entries) => {
    await expect(extracting(entries)).rejects.toMatchObject({ code: 'bad-archive' });
  });

  test('whose header names fewer bytes than its content has is refused', async () => {
    await expect(extracting([{ ...ann, claims: 100 }, bob])).rejects.toMatchObject({ code: 'bad-archive' });
  });

  const extracting = (entries: readonly TarEntry[]): Promise<number> => {
    const folder = temporary();
    return extractImages(writeTgz(path.join(folder, 'a.tgz'), entries), path.join(folder, 'out'), { signal });
  };
});
