import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@jest/globals';
import sharp from 'sharp';
import { PROJECT, startCli } from '../../support/cli.ts';
import { useTemporaryFolders } from '../../support/temporary.ts';

const temporary = useTemporaryFolders();

const IMAGES = 4;
const SIDE = 7000;
/** Of one image in memory: 147 MB. */
const BYTES = SIDE * SIDE * 3;
/** Prints the most memory that the process had, at its end. */
const METER = pathToFileURL(path.join(PROJECT, 'test/support/programs/print-memory.mjs')).href;

/** An image of one colour takes next to nothing on the disk. */
const plain = (): Promise<Buffer> =>
  sharp({ create: { width: SIDE, height: SIDE, channels: 3, background: 'grey' } })
    .png({ compressionLevel: 1 })
    .toBuffer();

test('images of 49 megapixels are held one at a time, however many workers there are', async () => {
  const folder = temporary();
  mkdirSync(path.join(folder, 'in/plain'), { recursive: true });
  const png = await plain();
  for (let i = 0; i < IMAGES; i++) writeFileSync(path.join(folder, `in/plain/${i}.png`), png);
  const options = ['--jobs', String(IMAGES), '--min-face', '1000', '--device', 'cpu'];
  const { stderr } = await startCli(['align', path.join(folder, 'in'), path.join(folder, 'out'), ...options], {
    nodeArgs: ['--import', METER],
  }).result;
  expect(stderr).toContain('No image');
  // Decoding one needs it once more; the program itself takes 60 MB a worker.
  expect(Number(/^memory (\d+) kB$/m.exec(stderr)?.[1]) * 1024).toBeLessThan(2 * BYTES + (IMAGES + 1) * 60e6);
});
