import { cpSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { PROJECT, runCli } from '../support/cli.ts';
import { filesOf } from '../support/fakes/fake-align.ts';
import { useTemporaryFolders, writeFiles } from '../support/temporary.ts';

const temporary = useTemporaryFolders();
const MODEL = ['--model', 'mobilefacenet', '--device', 'cpu'];

test('dataset check finds a copy and a file that is no image, moves them, and dataset restore brings them back', async () => {
  const folder = temporary();
  const [people, away] = [path.join(folder, 'people'), path.join(folder, 'away')];
  cpSync(path.join(PROJECT, 'datasets/sample/Guest'), path.join(people, 'Guest'), { recursive: true });
  cpSync(path.join(people, 'Guest/Guest_0002.jpg'), path.join(people, 'Guest/copy.jpg'));
  writeFiles(people, { 'Guest/page.jpg': '<html>' });
  const before = Object.keys(filesOf(people));

  // As the FaceNet scripts take options.
  const { exitCode, stdout, stderr } = await runCli(
    'dataset',
    'check',
    people,
    ...MODEL,
    '--quarantine',
    away,
    '--json',
    'True',
    '--min_face',
    '20',
  );
  const { counts, problems } = JSON.parse(stdout) as { counts: unknown; problems: { path: string }[] };
  expect({ exitCode, counts, stderr }).toMatchObject({
    exitCode: 0,
    counts: { unreadable: 1, duplicate: 1 },
  });
  expect(problems.map((problem) => problem.path)).toEqual(['Guest/copy.jpg', 'Guest/page.jpg']);
  expect(Object.keys(filesOf(people))).toHaveLength(before.length - 2);

  expect(await runCli('datasets', 'restore', away)).toMatchObject({
    exitCode: 0,
    stdout: 'Put back: 2 files\n',
  });
  expect(Object.keys(filesOf(people))).toEqual(before);
}, 60_000);
