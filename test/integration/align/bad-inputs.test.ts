import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { EXPLOSIVE, fakeAlign, foldersIn, ONE_FACE } from '../../support/fakes/fake-align.ts';
import { useTemporaryFolders, writeFiles } from '../../support/temporary.ts';

const temporary = useTemporaryFolders();
const inputOf = (photographs: Record<string, string>) => foldersIn(temporary(), photographs);

describe('bad inputs', () => {
  test('each is one record with a reason, and the others go on', async () => {
    const { input, output } = inputOf({
      'p/good.jpg': ONE_FACE,
      'p/Thumbs.db': '',
      'p/.DS_Store': '',
    });
    mkdirSync(path.join(input, 'p/folder.jpg'));
    symlinkSync('nowhere', path.join(input, 'p/link.jpg'));
    const { summary, told } = await fakeAlign(input, output);
    expect(told.map(({ path: image, status, reason }) => [image, status, reason])).toEqual([
      ['p/folder.jpg', 'unreadable', 'is-folder'],
      ['p/good.jpg', 'aligned', undefined],
      ['p/link.jpg', 'unreadable', 'broken-link'],
    ]);
    expect(summary).toMatchObject({ total: 3, ignored: 1 });
    expect(summary.unreadable.map(({ path: image }) => image)).toEqual(['p/folder.jpg', 'p/link.jpg']);
  });

  test('an unexpected failure of one image is one record too', async () => {
    const { input, output } = inputOf({ 'a.jpg': EXPLOSIVE, 'b.jpg': ONE_FACE });
    const { summary } = await fakeAlign(input, output);
    expect(summary.unreadable).toEqual([{ path: 'a.jpg', reason: 'failed', message: 'boom' }]);
    expect(summary.counts.aligned).toBe(1);
  });
});

describe('crops that align made', () => {
  test('are refused as an input, all or some of it, or a folder of them; with force they are aligned again', async () => {
    const { input, output } = inputOf({ 'Ann/a.jpg': ONE_FACE, 'Bob/b.jpg': ONE_FACE });
    await fakeAlign(input, output);
    const again = path.join(temporary(), 'again');
    const refused = (folder: string, message: RegExp) =>
      expect(fakeAlign(folder, again)).rejects.toMatchObject({
        code: 'already-aligned',
        message: expect.stringMatching(message),
      });
    await refused(output, /2 of 2 images are crops that align made \(Ann\/a\.png, of .*\/out\)/);
    await refused(path.join(output, 'Bob'), /1 of 1 images are crops/);
    await refused(path.dirname(output), /2 of 4 images are crops/);
    writeFiles(output, { 'Ann/a.png': ONE_FACE, 'Bob/b.png': ONE_FACE });
    expect((await fakeAlign(output, again, { options: { force: true } })).summary.counts.aligned).toBe(2);
  });

  test('a photograph that somebody put below them is none', async () => {
    const { input, output } = inputOf({ 'Ann/a.jpg': ONE_FACE });
    await fakeAlign(input, output);
    writeFiles(output, { 'new/c.jpg': ONE_FACE });
    expect((await fakeAlign(path.join(output, 'new'), `${input}_new`)).summary.counts.aligned).toBe(1);
  });
});
