import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { decodeImage, UnreadableImageError } from '../../../src/image/codec.ts';

const FOLDER = path.join(import.meta.dirname, '../../fixtures/image/photograph');
const files = readdirSync(FOLDER).map((name) => ({ name, bytes: readFileSync(path.join(FOLDER, name)) }));

/** In a bare codestream of JPEG XL nothing but a decoder could tell what is missing. */
const TELLS_NO_END = ['jxl.jxl'];

async function refusalOf(bytes: Uint8Array): Promise<string> {
  try {
    await decodeImage(bytes);
    return 'read';
  } catch (error) {
    if (!(error instanceof UnreadableImageError)) throw error;
    return `${error.reason}: ${error.message}`;
  }
}

/** Half of the bytes in the middle of a file are others. */
function scrambled(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  for (let i = Math.floor(copy.length / 3); i < copy.length * 0.6; i += 2) copy[i] = (i * 37) % 251;
  return copy;
}

describe.each(files)('$name', ({ name, bytes }) => {
  test.each([0.3, 0.6, 0.9])('of which only %f is there is truncated', async (share) => {
    const reason = TELLS_NO_END.includes(name) ? 'corrupt: ' : 'truncated: ';
    expect(await refusalOf(bytes.subarray(0, Math.floor(bytes.length * share)))).toContain(reason);
  });
});

test('reasons and words do not depend on what else is decoded at the same time', async () => {
  const damaged = files.flatMap(({ bytes }) => [
    bytes.subarray(0, Math.floor(bytes.length * 0.7)),
    bytes.subarray(0, 40),
    scrambled(bytes),
  ]);
  const alone: string[] = [];
  for (const bytes of damaged) alone.push(await refusalOf(bytes));
  expect(alone.filter((text) => /unknown error|undefined|\(\)/i.test(text))).toEqual([]);
  const together = await Promise.all([...damaged, ...damaged, ...damaged].map(refusalOf));
  expect(together).toEqual([...alone, ...alone, ...alone]);
}, 60_000);
