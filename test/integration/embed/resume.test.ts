import { existsSync, readFileSync, readdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { fakeEmbedder, type FakeRun } from '../../support/fakes/fake-embed.ts';
import { crop } from '../../support/faces/embed-crops.ts';
import { undisturbed, useTwelveCrops } from '../../support/programs/embed-interruptions.ts';
import { useTemporaryFolders, writeFiles } from '../../support/temporary.ts';

const temporary = useTemporaryFolders();

const twelveCrops = useTwelveCrops();

describe('an interrupted run', () => {
  test('does not wait for the photographs that stand before the detector', async () => {
    const crops = await twelveCrops();
    const controller = new AbortController();
    let detected = 0;
    const detect = (): Promise<[]> => {
      detected += 1;
      if (detected === 2) controller.abort('SIGINT');
      return Promise.resolve([]);
    };
    const run = { detect, signal: controller.signal, flags: { detect: true } };
    expect((await crops.embed(run)).interrupted).toBe(true);
    expect(detected).toBe(2);
  });

  test('leaves only its partial file, and says how far it came', async () => {
    const crops = await twelveCrops();
    const outcome = await crops.embedUntil(2);
    expect(outcome).toMatchObject({ interrupted: true, summary: { done: 4, total: 13, files: [] } });
    expect(readdirSync(crops.folder).sort()).toEqual(['in', 'out.jsonl.partial']);
  });

  test.each(['out.arrow', 'out.npy', 'out.csv', 'out.jsonl'])(
    'is taken up: %s has the bytes of an undisturbed run, and nothing is computed twice',
    async (output) => {
      const crops = await twelveCrops();
      const expected = await crops.undisturbed(output);
      await crops.embedUntil(2, { flags: { output } });
      await crops.embedUntil(1, { flags: { output, resume: true } });
      const last = await crops.resume({ flags: { output } });
      expect(last.embedder.faces).toHaveLength(11 - 6);
      expect(last.summary.counts).toEqual({
        embedded: 12,
        reused: 1,
        resumed: 6,
        resized: 0,
        noFace: 0,
        unreadable: 1,
      });
      expect(crops.bytes(output)).toEqual(expected);
      expect(existsSync(path.join(crops.folder, `${output}.partial`))).toBe(false);
    },
  );

  test('killed in the middle of a line loses that line only', async () => {
    const crops = await twelveCrops();
    const expected = await crops.undisturbed();
    await crops.embedUntil(3);
    const partial = path.join(crops.folder, 'out.jsonl.partial');
    truncateSync(partial, crops.bytes('out.jsonl.partial').length - 1);
    const { embedder } = await crops.resume();
    expect(embedder.faces).toHaveLength(11 - 5);
    expect(crops.bytes()).toEqual(expected);
  });

  test('killed before its first line is begun again', async () => {
    const crops = await twelveCrops();
    const expected = await crops.undisturbed();
    writeFileSync(path.join(crops.folder, 'out.jsonl.partial'), '{"sett');
    await crops.resume();
    expect(crops.bytes()).toEqual(expected);
  });

  test('whose network failed can be taken up as well', async () => {
    const crops = await twelveCrops();
    const expected = await crops.undisturbed();
    const onRun = (): void => {
      if (embedder.runs.length === 3) throw new Error('out of memory');
    };
    const embedder = fakeEmbedder({ onRun });
    await expect(crops.embed({ embedder })).rejects.toThrow('out of memory');
    expect((await crops.resume()).embedder.faces).toHaveLength(11 - 6);
    expect(crops.bytes()).toEqual(expected);
  });

  test('sees images that are new, changed or gone since', async () => {
    const crops = await twelveCrops();
    await crops.embedUntil(2);
    writeFiles(crops.folder, { 'in/a/05.png': await crop(100), 'in/a/10.png': await crop(101) });
    rmSync(path.join(crops.folder, 'in/a/13.png'));
    const expected = await (async () => {
      const other = temporary();
      writeFiles(
        other,
        Object.fromEntries(
          readdirSync(crops.folder, { recursive: true, encoding: 'utf8' })
            .filter((name) => name.endsWith('.png'))
            .map((name) => [name, readFileSync(path.join(crops.folder, name))]),
        ),
      );
      return undisturbed(other);
    })();
    await crops.resume();
    expect(crops.bytes()).toEqual(expected);
  });

  test('is not thrown away by accident, only with --overwrite', async () => {
    const crops = await twelveCrops();
    await crops.embedUntil(2);
    await expect(crops.embed()).rejects.toMatchObject({
      code: 'partial-exists',
      message: expect.stringContaining('`resume`') as unknown,
    });
    const { embedder } = await crops.embed({ flags: { overwrite: true } });
    expect(embedder.faces).toHaveLength(11);
  });

  test.each<[string, FakeRun]>([
    ['flip false then, true now', { flags: { flip: true } }],
    ['faces "crops" then, "all" now', { flags: { detect: true, allFaces: true } }],
    ['model SHA-256 "fa', { embedder: fakeEmbedder({ sha256: 'other' }) }],
  ])('is not mixed with other settings: %s', async (difference, run) => {
    const crops = await twelveCrops();
    await crops.embedUntil(2);
    const before = crops.bytes('out.jsonl.partial');
    const error = await crops.resume(run).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'settings-differ', message: expect.stringContaining(difference) as unknown });
    expect(crops.bytes('out.jsonl.partial')).toEqual(before);
  });

  test('whose partial file is something else is refused', async () => {
    const crops = await twelveCrops();
    writeFileSync(path.join(crops.folder, 'out.jsonl.partial'), 'my diary\nday one\n');
    await expect(crops.resume()).rejects.toMatchObject({ code: 'partial-damaged' });
    expect(crops.bytes('out.jsonl.partial').toString()).toBe('my diary\nday one\n');
  });
});

describe('a link in the place of the partial file', () => {
  test('is replaced, not written through, with --overwrite', async () => {
    const crops = await twelveCrops();
    writeFiles(crops.folder, { 'precious.txt': 'precious' });
    symlinkSync('precious.txt', path.join(crops.folder, 'out.jsonl.partial'));
    await crops.embed({ flags: { overwrite: true } });
    expect(crops.bytes('precious.txt').toString()).toBe('precious');
  });

  test('is not taken up', async () => {
    const crops = await twelveCrops();
    writeFiles(crops.folder, { 'precious.txt': 'precious' });
    symlinkSync('precious.txt', path.join(crops.folder, 'out.jsonl.partial'));
    await expect(crops.resume()).rejects.toMatchObject({ code: 'output-not-writable' });
    expect(crops.bytes('precious.txt').toString()).toBe('precious');
  });
});

test('--resume without anything to take up is an ordinary run', async () => {
  const crops = await twelveCrops();
  expect((await crops.resume()).summary.counts.resumed).toBe(0);
});
