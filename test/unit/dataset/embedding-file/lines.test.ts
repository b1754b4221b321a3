import { truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { readLineBytes, readLineGroups, readLines } from '../../../../src/dataset/embedding-file/lines.ts';
import { useTemporaryFolders } from '../../../support/temporary.ts';

const temporaryFolder = useTemporaryFolders();

function fileOf(text: string, size = Buffer.byteLength(text)): string {
  const file = path.join(temporaryFolder(), 'file.jsonl');
  writeFileSync(file, text);
  truncateSync(file, size);
  return file;
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

const linesOf = (text: string, size?: number): Promise<string[]> => all(readLines(fileOf(text, size)));

test('only line feeds end a line, and the last one may lack it', async () => {
  expect(await linesOf('a\r\n\u2028b\n\nc')).toEqual(['a\r', '\u2028b', '', 'c']);
  const long = 'x'.repeat(600_000);
  expect(await linesOf(`${long}\n${long}`)).toEqual([long, long]);
});

test('what is too long for a line is refused before it fills the memory', async () => {
  await expect(linesOf('a\n', 2 ** 30)).rejects.toMatchObject({ code: 'embedding-file' });
});

test.each(['', '\n', 'a', 'a\n', '\n\na', `${'é'.repeat(40)}\n`.repeat(10_000), `${'x'.repeat(300_000)}\n`.repeat(3)])(
  'one by one, in groups and as bytes they are the same (%#)',
  async (text) => {
    const expected = text.split('\n');
    // What ends with a line feed has no line behind it.
    if (expected.at(-1) === '') expected.pop();
    const file = fileOf(text);
    expect(await all(readLines(file))).toEqual(expected);
    expect((await all(readLineGroups(file))).flat()).toEqual(expected);
    expect((await all(readLineBytes(file))).map(String)).toEqual(expected);
  },
);
