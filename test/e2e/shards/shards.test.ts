import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { PROJECT, runCli } from '../../support/cli.ts';
import { filesOf } from '../../support/fakes/fake-align.ts';
import { useTemporaryFolders } from '../../support/temporary.ts';

const temporary = useTemporaryFolders();

const SAMPLE = path.join(PROJECT, 'datasets/sample');

/** Most of the sample's photographs, two of one name, and a file that is none. */
function photographs(folder: string): string {
  for (const name of readdirSync(SAMPLE, { recursive: true, encoding: 'utf8' })) {
    // Of the groups, which take longest, two.
    if (/sample[2456]\.jpg$/.test(name)) continue;
    const file = path.join(folder, name);
    if (!/\.\w+$/.test(name)) mkdirSync(file, { recursive: true });
    else {
      mkdirSync(path.dirname(file), { recursive: true });
      copyFileSync(path.join(SAMPLE, name), file);
    }
  }
  const [first = ''] = readdirSync(path.join(folder, 'Eileen_Collins')).sort();
  const twin = path.join(folder, 'Eileen_Collins', `${path.parse(first).name}.webp`);
  copyFileSync(path.join(folder, 'Eileen_Collins', first), twin);
  writeFileSync(path.join(folder, 'Eileen_Collins/rubbish.jpg'), 'no image');
  return folder;
}

async function cli(...args: string[]): Promise<void> {
  const { exitCode, stderr } = await runCli(...args, '--quiet');
  expect([exitCode, exitCode === 0 ? '' : stderr]).toEqual([0, '']);
}

/** Runs a command whole, then in shards that are merged, each time into the same place; returns what lay there. */
async function bothWays(output: string, args: readonly string[], look: () => Record<string, string>) {
  await cli(...args);
  const one = look();
  rmSync(output, { recursive: true });
  for (const i of [2, 0, 1]) await cli(...args, '--shard', `${i}/3`);
  expect(await runCli('shards', 'status', output)).toMatchObject({ exitCode: 0 });
  await cli('merge', output);
  return { one, many: look() };
}

test('photographs aligned and embedded in shards are byte for byte those of one run', async () => {
  const root = temporary();
  const input = photographs(path.join(root, 'in'));
  const crops = path.join(root, 'crops');
  const aligned = await bothWays(crops, ['align', input, crops, '--min-face', '40'], () => filesOf(crops));
  expect(Object.keys(aligned.one)).toEqual(
    expect.arrayContaining(['alignment.json', 'alignment.jsonl', 'bounding_boxes.txt', 'revision_info.txt']),
  );
  expect(aligned.many).toEqual(aligned.one);
  const faces = path.join(root, 'faces.arrow');
  const read = () => ({ faces: readFileSync(faces, 'latin1') });
  const embedded = await bothWays(faces, ['embed', crops, '--output', faces, '--model', 'mobilefacenet'], read);
  expect(embedded.many).toEqual(embedded.one);
  expect(readdirSync(root).sort()).toEqual(['crops', 'faces.arrow', 'in']);
}, 300_000);
