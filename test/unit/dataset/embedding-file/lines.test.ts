import { truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { readLines } from '../../../../src/dataset/embedding-file/lines.ts';
import { useTemporaryFolders } from '../../../support/temporary.ts';

const temporaryFolder = useTemporaryFolders();

async function linesOf(text: string, size = Buffer.byteLength(text)): Promise<string[]> {
  const file = path.join(temporaryFolder(), 'file.jsonl');
  writeFileSync(file, text);
  truncateSync(file, size);
  const lines: string[] = [];
  for await (const line of readLines(file)) lines.push(line);
  return lines;
}

test('only line feeds end a line, and the last one may lack it', async () => {
  expect(await linesOf('a\r\n\u2028b\n\nc')).toEqual(['a\r', '\u2028b', '', 'c']);
  const long = 'x'.repeat(600_000);
  expect(await linesOf(`${long}\n${long}`)).toEqual([long, long]);
});

test('what is too long for a line is refused before it fills the memory', async () => {
  await expect(linesOf('a\n', 2 ** 30)).rejects.toMatchObject({ code: 'embedding-file' });
});
