import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { decodeImage, UnreadableImageError } from '../../../src/image/codec.ts';
import { seededRandom } from '../../../src/core/seeded-random.ts';
import { mutate } from '../../support/mutate.ts';

const FIXTURES = path.join(import.meta.dirname, '../../fixtures/image');
const small = JSON.parse(readFileSync(path.join(FIXTURES, 'formats.json'), 'utf8')) as {
  readonly files: readonly { readonly name: string; readonly file: string }[];
};
const photographs = readdirSync(path.join(FIXTURES, 'photograph'));

/** Those whose decoders take longest. */
const SLOW = /heic|jxl|jpeg2000|avif/;
const files = [
  ...small.files.map(({ name, file }) => ({ name, bytes: Buffer.from(file, 'base64'), mutants: 30 })),
  ...photographs.map((name) => ({
    name,
    bytes: readFileSync(path.join(FIXTURES, 'photograph', name)),
    mutants: SLOW.test(name) ? 4 : 12,
  })),
];

/** A mutant is an image, with as many bytes as its size says, or refused with a reason. */
test.each(files)('$mutants mutants of $name', async ({ name, bytes, mutants }) => {
  const random = seededRandom(1, name.length);
  for (let i = 0; i < mutants; i++) {
    const outcome: unknown = await decodeImage(mutate(bytes, random), { maxPixels: 1e6 }).catch((e: unknown) => e);
    if (outcome instanceof UnreadableImageError) expect(outcome.message).toMatch(/^Cannot read the image: .{10,}/);
    else expect(outcome).toMatchObject({ data: { length: sizeOf(outcome) } });
  }
});

function sizeOf(outcome: unknown): number {
  const { width = NaN, height = NaN } = outcome as { width?: number; height?: number };
  return width * height * 3;
}
