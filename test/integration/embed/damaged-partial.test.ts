import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { useTwelveCrops } from '../../support/programs/embed-interruptions.ts';

const twelveCrops = useTwelveCrops();

describe('a partial file that was changed', () => {
  test.each<[string, (bytes: Buffer) => Buffer, number]>([
    ['a letter of an embedding', (bytes) => changed(bytes, bytes.indexOf('"embedding":"') + 20), 1],
    ['a path', (bytes) => changed(bytes, bytes.indexOf('in/b/11')), 1],
    ['a checksum', (bytes) => changed(bytes, bytes.indexOf('\n', bytes.indexOf('"embedding"')) - 2), 1],
    [
      'a byte that is no text any more',
      (bytes) => bytes.fill(0xff, bytes.indexOf('in/a/13'), bytes.indexOf('in/a/13') + 1),
      1,
    ],
    ['a line end', (bytes) => changed(bytes, bytes.indexOf('\n', bytes.indexOf('"embedding"'))), 2],
    [
      'a checksum that is missing',
      (bytes) => cutOut(bytes, bytes.indexOf('\n', bytes.indexOf('"embedding"')) - 17, 17),
      1,
    ],
  ])('%s: the image is computed again, and it is said', async (_, change, lines) => {
    const crops = await twelveCrops();
    const expected = await crops.undisturbed();
    await crops.embedUntil(3);
    writeFileSync(path.join(crops.folder, 'out.jsonl.partial'), change(crops.bytes('out.jsonl.partial')));
    const { summary } = await crops.resume();
    expect(summary.damagedLines).toBeGreaterThan(0);
    expect(summary.counts.resumed).toBe(6 - lines);
    expect(crops.bytes()).toEqual(expected);
  });

  test('every bit that is turned gives the same result, or the settings are refused', async () => {
    const crops = await twelveCrops();
    const expected = await crops.undisturbed();
    await crops.embedUntil(2);
    const original = crops.bytes('out.jsonl.partial');
    const settings = original.indexOf('\n');
    for (let place = 3; place < original.length; place += 151) {
      const bytes = Buffer.from(original);
      bytes[place] = (bytes[place] ?? 0) ^ (1 << (place & 7));
      writeFileSync(path.join(crops.folder, 'out.jsonl.partial'), bytes);
      const run = crops.resume({ flags: { overwrite: true } });
      if (place <= settings) await expect(run).rejects.toMatchObject({ code: 'partial-damaged' });
      else {
        await run;
        expect([place, crops.bytes()]).toEqual([place, expected]);
      }
    }
  });

  test.each<[string, (lines: string[]) => string[]]>([
    ['lines that changed places', ([settings = '', ...lines]) => [settings, ...lines.reverse()]],
    ['lines that are there twice', ([settings = '', ...lines]) => [settings, ...lines, ...lines]],
    ['a line that is missing', ([settings = '', , ...lines]) => [settings, ...lines]],
    ['a line in the middle that was cut', (lines) => lines.map((line, i) => (i === 2 ? line.slice(0, 60) : line))],
    [
      'two lines that were run into one',
      (lines) => [...lines.slice(0, 2), lines.slice(2, 4).join(''), ...lines.slice(4)],
    ],
  ])('%s: the result is the same', async (_, change) => {
    const crops = await twelveCrops();
    const expected = await crops.undisturbed();
    await crops.embedUntil(3);
    const lines = crops.bytes('out.jsonl.partial').toString().trimEnd().split('\n');
    writeFileSync(path.join(crops.folder, 'out.jsonl.partial'), `${change(lines).join('\n')}\n`);
    await crops.resume();
    expect(crops.bytes()).toEqual(expected);
  });

  test('one of an older facekit, without checksums, is refused', async () => {
    const crops = await twelveCrops();
    await crops.embedUntil(2);
    const text = crops.bytes('out.jsonl.partial').toString();
    writeFileSync(path.join(crops.folder, 'out.jsonl.partial'), text.replace(/\t[0-9a-f]{16}$/gm, ''));
    await expect(crops.resume()).rejects.toMatchObject({
      code: 'partial-damaged',
      message: expect.stringMatching(/older facekit/) as unknown,
    });
  });
});

/** Another letter in a place. */
function changed(bytes: Buffer, place: number): Buffer {
  bytes[place] = bytes[place] === 0x41 ? 0x42 : 0x41;
  return bytes;
}

const cutOut = (bytes: Buffer, start: number, count: number): Buffer =>
  Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + count)]);
