import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { bytesOf, findImageFiles } from '../../../src/dataset/image-files.ts';
import { walkImages } from '../../../src/dataset/walk.ts';
import { type TarEntry, tgz } from '../../support/archives.ts';
import { fakeAlign, filesOf, NO_FACE, ONE_FACE, recordsOf, TWO_FACES } from '../../support/fakes/fake-align.ts';
import { useTemporaryFolders, writeFiles } from '../../support/temporary.ts';

const temporary = useTemporaryFolders();

const PHOTOS = {
  'Ann/1.jpg': ONE_FACE,
  'Ann/2.jpg': TWO_FACES,
  'Bob/with blank å.jpg': NO_FACE,
  [`Bob/${'long'.repeat(40)}.jpg`]: ONE_FACE,
  'Bob/notes.txt': 'no image',
  'Bob/.hidden.jpg': ONE_FACE,
};

/** Packed by the system's tar, in one of its formats. */
function packed(root: string, format = 'gnu', files: Readonly<Record<string, string>> = PHOTOS): string {
  writeFiles(path.join(root, 'in'), files);
  const archive = path.join(root, 'in.tar');
  execFileSync('tar', [`--format=${format}`, '-cf', archive, '-C', path.join(root, 'in'), '.']);
  return archive;
}

const written = (root: string, entries: readonly TarEntry[]): string => {
  const file = path.join(root, 'hostile.tar');
  writeFileSync(file, gunzipSync(tgz(entries)));
  return file;
};

describe('a tar archive', () => {
  test.each(['gnu', 'pax', 'oldgnu'])('of format %s is a folder of its images', async (format) => {
    const root = temporary();
    const archive = packed(root, format);
    const [inFolder, inArchive] = [await walkImages(path.join(root, 'in')), await walkImages(archive)];
    expect(inArchive.images.map((image) => image.path)).toEqual(inFolder.images.map((image) => image.path));
    expect(inArchive.ignored).toEqual(inFolder.ignored);
    for (const image of await findImageFiles(['in.tar'], root)) {
      const name = image.path.replace(/^in\.tar\//, '');
      expect(Buffer.from(await bytesOf(image)).toString()).toBe(readFileSync(path.join(root, 'in', name), 'utf8'));
      expect(image).toMatchObject({ className: path.dirname(name), inner: name, file: path.join(root, image.path) });
    }
  });

  test('aligned gives what its folder gives; in a folder it is one', async () => {
    const root = temporary();
    const archive = packed(root);
    const [one, two, three] = ['1', '2', '3'].map((name) => path.join(root, name)) as [string, string, string];
    await fakeAlign(path.join(root, 'in'), one);
    await fakeAlign(archive, two);
    const named = (files: Record<string, string>) =>
      Object.fromEntries(Object.entries(files).map(([name, text]) => [name, text.replaceAll(/\/[123]\//g, '/x/')]));
    expect(named(filesOf(two))).toEqual(named(filesOf(one)));
    rmSync(path.join(root, 'in'), { recursive: true });
    writeFiles(path.join(root, 'in'), { 'Zoe/9.jpg': ONE_FACE });
    writeFileSync(path.join(root, 'in/a.tar'), readFileSync(archive));
    await fakeAlign(path.join(root, 'in'), three);
    expect(Object.keys(filesOf(three))).toEqual(expect.arrayContaining(['Zoe/9.png', 'a.tar/Ann/1.png']));
  });

  test('leaves out links, devices and names that lead elsewhere, and takes the last of two of a name', async () => {
    const archive = written(temporary(), [
      { name: '../outside.jpg', content: 'x' },
      { name: 'a/../../outside.jpg', content: 'x' },
      { name: '/etc/passwd.jpg', content: 'x' },
      { name: String.raw`C:\windows\x.jpg`, content: 'x' },
      { name: 'link.jpg', type: '2', linkTo: '/etc/passwd' },
      { name: 'hard.jpg', type: '1', linkTo: 'a/1.jpg' },
      { name: 'a/', type: '5' },
      { name: 'a/1.jpg', content: 'first' },
      { name: 'a/1.jpg', content: 'second' },
    ]);
    const { images, ignored } = await walkImages(archive);
    expect(images.map((image) => image.path)).toEqual(['a/1.jpg']);
    expect(ignored).toHaveLength(6);
    const [image] = await findImageFiles([archive], '/');
    expect(image && Buffer.from(await bytesOf(image)).toString()).toBe('second');
  });

  test('cut off or damaged in the middle keeps what comes before, and says the rest in a line', async () => {
    const root = temporary();
    const entries = ['a/1.jpg', 'a/2.jpg', 'a/3.jpg'].map((name) => ({ name, content: ONE_FACE }));
    const archive = written(root, entries);
    truncateSync(archive, 3 * 512 + 10 + 512);
    const damaged = readFileSync(archive);
    await fakeAlign(archive, path.join(root, 'cut'));
    expect(recordsOf(path.join(root, 'cut'))).toEqual([
      expect.objectContaining({ path: 'a/1.jpg', status: 'aligned' }),
      expect.objectContaining({ path: 'a/2.jpg', status: 'aligned' }),
      expect.objectContaining({
        path: 'hostile.tar',
        status: 'unreadable',
        reason: 'bad-archive',
        message: 'Its header at byte 2048 is damaged: what comes after is not read.',
      }),
    ]);
    damaged.fill(7, 1024, 1100);
    writeFileSync(archive, damaged);
    const { images } = await walkImages(archive);
    expect(images.map((image) => image.path)).toEqual(['a/1.jpg', 'hostile.tar']);
  });

  test('with a member that claims more than there is says so of that member', async () => {
    const root = temporary();
    const archive = written(root, [
      { name: 'a/1.jpg', content: ONE_FACE },
      { name: 'a/2.jpg', content: ONE_FACE, claims: 1e6 },
    ]);
    await fakeAlign(archive, path.join(root, 'out'));
    expect(recordsOf(path.join(root, 'out'))[1]).toMatchObject({
      path: 'a/2.jpg',
      reason: 'truncated',
      message: 'The archive ends within it.',
    });
  });

  test('with a size that is no number ends there', async () => {
    const root = temporary();
    const archive = written(root, [
      { name: 'a/1.jpg', content: ONE_FACE },
      { name: 'a/2.jpg', content: ONE_FACE },
    ]);
    const bytes = readFileSync(archive);
    bytes[1024 + 124] = 0x90;
    bytes.fill(32, 1024 + 148, 1024 + 156);
    const sum = bytes.subarray(1024, 1536).reduce((total, byte) => total + byte, 0);
    bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 1024 + 148);
    writeFileSync(archive, bytes);
    expect((await walkImages(archive)).images).toEqual([
      expect.objectContaining({ path: 'a/1.jpg' }),
      {
        path: 'hostile.tar',
        problem: { reason: 'bad-archive', message: expect.stringMatching(/^Its header at byte 1024/) },
      },
    ]);
  });

  test('that is none is left out of a folder, and refused as the input', async () => {
    const root = temporary();
    writeFiles(root, { 'in/a.jpg': ONE_FACE, 'in/b.tar': 'rubbish', 'c.tar': 'rubbish' });
    expect(await walkImages(path.join(root, 'in'))).toMatchObject({ images: [{ path: 'a.jpg' }], ignored: ['b.tar'] });
    await expect(walkImages(path.join(root, 'c.tar'))).rejects.toMatchObject({ code: 'no-images' });
  });
});
