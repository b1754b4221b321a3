import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { PROJECT, startCli } from '../../support/cli.ts';
import { zip } from '../../support/archives.ts';
import { useTemporaryFolders } from '../../support/temporary.ts';

const temporary = useTemporaryFolders();

const BOMB = 400e6;
/** More than the program takes with nothing to do, and far less than what is packed. */
const MEMORY_KB = 250_000;
const packed = deflateRawSync(Buffer.alloc(BOMB), { level: 1 });

/** Prints the most memory that the process had, at its end. */
const METER = pathToFileURL(path.join(PROJECT, 'test/support/programs/print-memory.mjs')).href;

test.each([
  ['model.pth', 'archive/data.pkl'],
  ['weights.npz', 'weights.npy'],
  ['frozen.zip', '20180402-114759.pb'],
])('%s, some kilobytes that unpack to 400 MB, is refused without unpacking it', async (file, name) => {
  const folder = temporary();
  const place = path.join(folder, file);
  writeFileSync(place, zip([{ name, content: packed, method: 8, claims: { size: BOMB } }]));
  const env = { FACEKIT_CACHE: path.join(folder, 'cache') };
  const { exitCode, stderr } = await startCli(['models', 'import', place], { nodeArgs: ['--import', METER], env })
    .result;
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/unpack|compressed/);
  expect(Number(/^memory (\d+) kB$/m.exec(stderr)?.[1])).toBeLessThan(MEMORY_KB);
});
