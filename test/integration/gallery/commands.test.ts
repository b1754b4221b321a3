import { existsSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { galleryList } from '../../../src/commands/gallery/list.ts';
import { galleryRemove } from '../../../src/commands/gallery/remove.ts';
import { galleryMerge, galleryRename } from '../../../src/commands/gallery/rename.ts';
import { encodePng } from '../../../src/image/encode.ts';
import { angleEmbedder, PEOPLE, writeGreys } from '../../support/fakes/fake-classifier.ts';
import { runEnrol, runIdentify } from '../../support/fakes/fake-gallery.ts';
import { squaredChord } from '../../support/faces/gallery.ts';
import { solid } from '../../support/images.ts';
import { createTestIo } from '../../support/io.ts';
import { useTemporaryFolders, writeFiles } from '../../support/temporary.ts';

const temporaryFolder = useTemporaryFolders();
let cwd = '';

beforeEach(async () => {
  cwd = temporaryFolder();
  await writeGreys(path.join(cwd, 'people'), PEOPLE);
});

async function run(command: typeof galleryRemove, ...args: string[]): Promise<string> {
  const { io, stdout } = createTestIo({ cwd });
  expect(await command({ args: ['friends', ...args] }, {}, io)).toBe(0);
  return stdout();
}

describe('gallery enrol', () => {
  test('adds the people of folders', async () => {
    const { exitCode, stdout, stderr } = await runEnrol(cwd, ['friends', 'people']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Enrolled 12 faces of 12 photographs, 0 enrolled before, 0 refused, 0 unreadable.');
    expect(stdout).toContain('3 people, 12 faces');
    expect(stderr).not.toContain('not enrolled');
    expect(await run(galleryList)).toMatch(/^ {5}4 {2}Ann Example\n {5}4 {2}Bob\n {5}4 {2}Cleo\n/);
  });

  test('says that photographs are enrolled already, whatever they are called, and does not store them again', async () => {
    await runEnrol(cwd, ['friends', 'people']);
    const { exitCode, stdout, stderr } = await runEnrol(cwd, ['friends', 'people/Bob'], { name: 'Robert' });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Enrolled 0 faces of 4 photographs, 4 enrolled before');
    expect(stderr).toContain('people/Bob/Bob_0001.png: enrolled already, as Bob\n');
    expect(await run(galleryList)).not.toContain('Robert');
  });

  test('refuses photographs without a face, or with several, and says so', async () => {
    const two = solid(40, 40, [40, 40, 40]);
    two.data[two.data.length - 1] = 255;
    await writeGreys(cwd, { 'x/black.png': 0 });
    writeFiles(cwd, { 'x/two.png': await encodePng(two), 'x/text.png': 'no image' });
    const refused = await runEnrol(cwd, ['friends', 'x'], { name: 'Dan' });
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain('x/black.png: not enrolled, no-face: No face was found.\n');
    expect(refused.stderr).toMatch(/x\/two\.png: not enrolled, several-faces: 2 faces were found.*--select.*--all/);
    expect(refused.stderr).toContain('x/text.png: not enrolled, not-an-image');
    expect((await runEnrol(cwd, ['friends', 'x/two.png'], { name: 'Dan', select: 'largest' })).exitCode).toBe(0);
    expect(await run(galleryList)).toContain('1  Dan');
    const all = await runEnrol(cwd, ['friends', 'x/two.png'], { name: 'Dan', all: true });
    expect(all.stdout).toContain('2 faces');
  });

  test('refuses small faces, unless they are wanted all the same', async () => {
    const refused = await runEnrol(cwd, ['friends', 'people/Bob'], { force: false });
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toMatch(/Bob_0001\.png: not enrolled, small-face: The face is 22 pixels.*--force/);
    expect((await runEnrol(cwd, ['friends', 'people/Bob'])).exitCode).toBe(0);
  });

  test('wants a name for a photograph in no folder', async () => {
    await writeGreys(cwd, { 'alone.png': 10 });
    await expect(runEnrol(cwd, ['friends', 'alone.png'])).rejects.toMatchObject({ code: 'usage' });
    await expect(runEnrol(cwd, ['friends', 'alone.png'], { name: '  ' })).rejects.toMatchObject({ code: 'usage' });
    expect(existsSync(path.join(cwd, 'friends'))).toBe(false);
  });

  test('refuses another model', async () => {
    await runEnrol(cwd, ['friends', 'people/Bob']);
    const other = angleEmbedder('bb'.repeat(32));
    await expect(runEnrol(cwd, ['friends', 'people/Cleo'], {}, other)).rejects.toMatchObject({
      code: 'gallery-mismatch',
    });
    await expect(runIdentify(cwd, ['friends', 'people/Cleo'], {}, other)).rejects.toMatchObject({
      code: 'gallery-mismatch',
    });
  });

  test('keeps names of any characters, and shows them harmlessly', async () => {
    const names = ['a/b\\c', '"quoted" \'name\'', 'José 👩‍👩‍👧', 'line\nend \u001b[31mred'];
    for (const [i, name] of names.entries()) {
      await writeGreys(cwd, { [`n/${i}.png`]: 10 * i + 5 });
      await runEnrol(cwd, ['friends', `n/${i}.png`], { name });
    }
    const { io, stdout } = createTestIo({ cwd });
    await galleryList({ args: ['friends'] }, { json: true }, io);
    const listed = (JSON.parse(stdout()) as { people: { name: string }[] }).people.map(({ name }) => name);
    expect(listed.sort()).toEqual(names.sort());
    const shown = await run(galleryList);
    expect(shown).toContain('line\\u000aend \\u001b[31mred\n');
    expect(shown.split('\n')).toHaveLength(names.length + 2);
    await run(galleryRemove, names[0] ?? '');
  });
});

describe('gallery identify', () => {
  test('names people, and calls the others unknown', async () => {
    await runEnrol(cwd, ['friends', 'people']);
    await writeGreys(cwd, { 'q/ann.png': 20, 'q/nobody.png': 150, 'q/black.png': 0 });
    const { exitCode, stdout } = await runIdentify(cwd, ['friends', 'q'], { threshold: 0.3, annotate: 'named' });
    expect(exitCode).toBe(0);
    // Of Ann's faces the nearest is 4 degrees away, and the mean 7. Bob's are 80 and 83, Cleo's 174 and 177.
    // Everybody's four faces are alike, which raises the distances of all three; none is more than 4.
    const alike = (0.4 * (0.5 - 0.2) * 6) / 8;
    const [bob, cleo] = [(squaredChord(80) + squaredChord(83)) / 2 + alike, 4];
    const apart = (squaredChord(4) + squaredChord(7)) / 2 + alike + (0.4 * (2 - bob + 2 - cleo)) / 10;
    const distance = Math.max(0, apart).toFixed(3);
    expect(stdout).toMatch(new RegExp(`q/ann.png\n +0 {2}Ann Example {2}distance ${distance}, margin [\\d.]+\n`));
    expect(stdout).toMatch(/q\/nobody\.png\n +0 {2}unknown: far from everybody \(Bob {2}distance [\d.]+\)\n/);
    expect(stdout).toContain('q/black.png  no face found\n');
    expect(existsSync(path.join(cwd, 'named', 'ann.jpg'))).toBe(true);
  });

  test('names a person once in a photograph', async () => {
    await runEnrol(cwd, ['friends', 'people']);
    const two = solid(40, 40, [20, 20, 20]);
    two.data[two.data.length - 1] = 255;
    writeFiles(cwd, { 'two.png': await encodePng(two) });
    const { stdout } = await runIdentify(cwd, ['friends', 'two.png'], { threshold: 0.3 });
    expect(stdout).toMatch(/0 {2}Ann Example/);
    expect(stdout).toMatch(/1 {2}unknown: the person is another face of the photograph \(Ann Example/);
  });

  test('a gallery that is not there is an error', async () => {
    await expect(runIdentify(cwd, ['nowhere', 'people'])).rejects.toMatchObject({ code: 'gallery-not-found' });
  });
});

describe('changes of a gallery', () => {
  beforeEach(async () => {
    await runEnrol(cwd, ['friends', 'people']);
  });

  test('remove takes names and ids, and all of them or none', async () => {
    const listing = await run(galleryList, 'Bob');
    const id = listing.slice(0, 36);
    expect(listing).toContain('people/Bob/Bob_0001.png\n');
    const { io } = createTestIo({ cwd });
    await expect(galleryRemove({ args: ['friends', 'Cleo', 'Nobody'] }, {}, io)).rejects.toThrow(
      /nobody named "Nobody"/,
    );
    await expect(
      galleryRemove({ args: ['friends', '00000000-0000-4000-8000-000000000000'] }, {}, io),
    ).rejects.toMatchObject({ code: 'face-unknown' });
    expect(await run(galleryRemove, 'Cleo', id)).toContain('Removed 5 faces of Cleo, Bob.');
    expect(await run(galleryList)).toMatch(/4 {2}Ann Example\n +3 {2}Bob\n/);
  });

  test('rename wants a free name, merge does not', async () => {
    const { io } = createTestIo({ cwd });
    await expect(galleryRename({ args: ['friends', 'Bob', 'Cleo'] }, {}, io)).rejects.toMatchObject({
      code: 'person-exists',
    });
    expect(await run(galleryRename, 'Bob', 'Robert')).toBe('4 faces of Bob now are of Robert.\n');
    expect(await run(galleryMerge, 'Robert', 'Cleo')).toBe('4 faces of Robert now are of Cleo.\n');
    await expect(galleryMerge({ args: ['friends', 'Cleo'] }, {}, io)).rejects.toMatchObject({ code: 'usage' });
    expect(await run(galleryList)).toMatch(/4 {2}Ann Example\n +8 {2}Cleo\n/);
  });
});
