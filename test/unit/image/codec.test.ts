import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeImage, UnreadableImageError } from '../../../src/image/codec.ts';
import { fileOf, patterned } from '../../support/images.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'facekit-codec-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** Runs `decodeImage` on what must be refused. */
async function refusalOf(input: string | Uint8Array, maxPixels?: number): Promise<UnreadableImageError> {
  const error: unknown = await decodeImage(input, maxPixels === undefined ? {} : { maxPixels }).catch(
    (e: unknown) => e,
  );
  if (!(error instanceof UnreadableImageError)) throw new Error(`Expected a refusal but received ${String(error)}`);
  expect(error.code).toBe(error.reason);
  expect(error.message).not.toContain('\n');
  return error;
}

/** The largest difference between a channel of any pixel and the colour. */
const photo = patterned(40, 30);

describe('damage', () => {
  const cut = (file: Buffer, share: number): Buffer => file.subarray(0, Math.floor(file.length * share));

  test.each([
    { finish: 'jpeg', share: 0.6 },
    { finish: 'jpeg', share: 0.99 },
    { finish: 'jpeg', share: 0.02 },
    { finish: 'png', share: 0.6 },
    { finish: 'png', share: 0.1 },
    { finish: 'webp', share: 0.6 },
    { finish: 'gif', share: 0.6 },
    { finish: 'avif', share: 0.6 },
  ] as const)('refuses $share of a $finish file as truncated', async ({ finish, share }) => {
    const file = await fileOf(photo, (pipeline) => pipeline[finish]());
    expect(await refusalOf(cut(file, share))).toMatchObject({ reason: 'truncated' });
  });

  test('refuses a TIFF without its directory, which is at the end', async () => {
    const file = await fileOf(photo, (pipeline) => pipeline.tiff({ compression: 'none' }));
    expect(await refusalOf(cut(file, 0.6))).toMatchObject({ reason: 'truncated' });
  });

  test('refuses a progressive JPEG without its last scans', async () => {
    const file = await fileOf(photo, (pipeline) => pipeline.jpeg({ progressive: true }));
    expect(await refusalOf(cut(file, 0.8))).toMatchObject({ reason: 'truncated' });
  });

  test('refuses a PNG with a flipped byte as corrupt', async () => {
    const file = await fileOf(photo, (pipeline) => pipeline.png());
    const middle = Math.floor(file.length / 2);
    file.writeUInt8(file.readUInt8(middle) ^ 0xff, middle);
    expect(await refusalOf(file)).toMatchObject({ reason: 'corrupt' });
  });

  test('tolerates stray bytes before a JPEG marker and after its end: no pixel changes', async () => {
    const file = await fileOf(photo, (pipeline) => pipeline.jpeg());
    const scan = file.indexOf(Buffer.of(0xff, 0xda));
    const stray = Buffer.of(0x12, 0x34, 0x56);
    const dirty = Buffer.concat([file.subarray(0, scan), stray, file.subarray(scan), Buffer.alloc(500, 7)]);
    expect(await decodeImage(dirty)).toEqual(await decodeImage(file));
  });
});

describe('what is not an image that can be read', () => {
  test.each([
    {
      name: 'text',
      content: 'hello, this is not an image',
      reason: 'not-an-image',
      words: 'not that of an image',
    },
    {
      name: 'a web page',
      content: '<html><body>404</body></html>',
      reason: 'not-an-image',
      words: 'not that of an image',
    },
    { name: 'zeros', content: '\0'.repeat(3000), reason: 'not-an-image', words: 'not that of an image' },
    { name: 'nothing', content: '', reason: 'empty-file', words: 'empty' },
    { name: 'one byte', content: 'x', reason: 'not-an-image', words: 'not that of an image' },
    {
      name: 'Photoshop',
      content: '8BPS\0\x01',
      reason: 'unsupported-format',
      words: 'Photoshop files cannot be read; convert it to PNG or JPEG',
    },
    { name: 'SVG', content: '<?xml version="1.0"?>\n<svg xmlns="', reason: 'unsupported-format', words: 'SVG' },
    { name: 'BMP', content: `BM${'\0'.repeat(60)}`, reason: 'corrupt', words: 'a header of 0 bytes' },
    { name: 'HEIC', content: '\0\0\0\x18ftypheic\0\0\0\0', reason: 'truncated', words: 'HEIC' },
    {
      name: 'JPEG 2000',
      content: '\0\0\0\x0cjP  \r\n\x87\n',
      reason: 'corrupt',
      words: 'JPEG 2000',
    },
  ] as const)('$name: $reason', async ({ name, content, reason, words }) => {
    const file = path.join(folder, `${name}.jpg`);
    await writeFile(file, content, 'latin1');
    const error = await refusalOf(file);
    expect(error.reason).toBe(reason);
    expect(error.message).toContain(file);
    expect(error.message).toContain(words);
  });

  test('bytes are called "the image"', async () => {
    expect((await refusalOf(new Uint8Array(0))).message).toBe('Cannot read the image: the file is empty');
  });
});

describe('files', () => {
  test('reads a file by its path', async () => {
    const file = path.join(folder, 'photo.png');
    await writeFile(file, await fileOf(photo, (pipeline) => pipeline.png()));
    expect(await decodeImage(file)).toEqual(photo);
  });

  test('refuses a folder named a.jpg', async () => {
    const file = path.join(folder, 'a.jpg');
    await mkdir(file);
    expect(await refusalOf(file)).toMatchObject({ reason: 'is-folder' });
  });

  test('refuses what is not there', async () => {
    const file = path.join(folder, 'nobody.jpg');
    expect(await refusalOf(file)).toMatchObject({ reason: 'not-found' });
  });

  test('says that a symbolic link is broken', async () => {
    const file = path.join(folder, 'link.jpg');
    await symlink(path.join(folder, 'gone.jpg'), file);
    const error = await refusalOf(file);
    expect(error.reason).toBe('not-found');
    expect(error.message).toContain('symbolic link to a file that does not exist');
  });
});

describe('the pixel limit', () => {
  /** A PNG chunk; the reader stops at the header, so that the checksum of the data does not matter. */
  const chunk = (type: string, data: Buffer, checksum: number): Buffer => {
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(data.length, 0);
    ends.writeUInt32BE(checksum, 4);
    return Buffer.concat([ends.subarray(0, 4), Buffer.from(type, 'latin1'), data, ends.subarray(4)]);
  };

  test('refuses a bomb of 20,000 × 20,000 pixels by its header', async () => {
    const header = Buffer.alloc(13);
    header.writeUInt32BE(20_000, 0);
    header.writeUInt32BE(20_000, 4);
    header.set([8, 2], 8);
    // zlib.crc32(b'IHDR' + header) of Python
    const bomb = Buffer.concat([
      Buffer.from('89504e470d0a1a0a', 'hex'),
      chunk('IHDR', header, 0x6c12d16e),
      chunk('IDAT', deflateSync(Buffer.alloc(60_001)), 0),
    ]);
    const before = process.memoryUsage().rss;
    const error = await refusalOf(bomb);
    expect(error.reason).toBe('too-many-pixels');
    expect(error.message).toContain('20000×20000');
    expect(process.memoryUsage().rss - before).toBeLessThan(100e6);
  });

  test('allows as many pixels as it says, and no more', async () => {
    const file = await fileOf(photo, (pipeline) => pipeline.png());
    expect(await decodeImage(file, { maxPixels: 1200 })).toEqual(photo);
    expect((await refusalOf(file, 1199)).message).toContain('more than the limit of 1199');
  });

  test.each([0, -1, NaN])('refuses a limit of %s', async (maxPixels) => {
    await expect(decodeImage(new Uint8Array(9), { maxPixels })).rejects.toMatchObject({ code: 'usage' });
  });
});
