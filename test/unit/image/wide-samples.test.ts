import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { decodeImage } from '../../../src/image/codec.ts';
import { whiteOf } from '../../../src/image/decoders/wide-samples.ts';

/** One photograph in 16 and 32 bits and in TIFF's compressions, by other programs: `test/fixtures/image/make-wide.py`. Base 64. */
const fixtures = JSON.parse(readFileSync(new URL('../../fixtures/image/wide.json', import.meta.url), 'utf8')) as {
  readonly rgb: string;
  readonly grey: string;
  readonly colour: Readonly<Record<string, string>>;
  readonly greyFiles: Readonly<Record<string, string>>;
  readonly refused: Readonly<Record<string, string>>;
};
const bytesOf = (text: string): Buffer => Buffer.from(text, 'base64');

describe('samples of 16 and 32 bits are read at their own scale', () => {
  const rgb = bytesOf(fixtures.rgb);
  const grey = Buffer.from([...bytesOf(fixtures.grey)].flatMap((value) => [value, value, value]));
  const files = [
    ...Object.entries(fixtures.colour).map(([name, file]) => ({ name, file, expected: rgb })),
    ...Object.entries(fixtures.greyFiles).map(([name, file]) => ({ name, file, expected: grey })),
  ];
  test.each(files)('$name', async ({ file, expected }) => {
    const { data } = await decodeImage(bytesOf(file));
    expect(data.length).toBe(expected.length);
    const worst = data.reduce((most, value, i) => Math.max(most, Math.abs(value - (expected[i] ?? NaN))), 0);
    expect(worst).toBeLessThanOrEqual(1);
  });
});

test.each(Object.entries(fixtures.refused))('TIFF with %s compression is not called damaged', async (name, file) => {
  await expect(decodeImage(bytesOf(file))).rejects.toMatchObject({
    code: 'unsupported-format',
    message: `Cannot read the image: TIFF with ${name} compression cannot be read; convert it to PNG or JPEG`,
  });
});

test.each([
  [0.8, true, 1],
  [1.3, true, 1],
  [200, true, 255],
  [200, false, 255],
  [700, false, 1023],
  [4095, false, 4095],
  [4096, false, 65_535],
  [1e9, false, 2 ** 32 - 1],
])('white of an image whose lightest sample is %d, fractions %s: %d', (most, fractions, white) => {
  expect(whiteOf(most, fractions)).toBe(white);
});
