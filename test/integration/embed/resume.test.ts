import { existsSync, readFileSync, readdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { fakeEmbed, fakeEmbedder, type FakeRun } from '../../support/fakes/fake-embed.ts';
import { crop } from '../../support/faces/embed-crops.ts';
import {
  RESUME,
  bytesOf,
  interruptedAfter,
  undisturbed,
  useTwelveCrops,
} from '../../support/programs/embed-interruptions.ts';
import { useTemporaryFolders, writeFiles } from '../../support/temporary.ts';

const temporary = useTemporaryFolders();

const crops = useTwelveCrops();

describe('an interrupted run', () => {
  test('does not wait for the photographs that stand before the detector', async () => {
    const folder = await crops();
    const controller = new AbortController();
    let detected = 0;
    const detect = (): Promise<[]> => {
      detected += 1;
      if (detected === 2) controller.abort('SIGINT');
      return Promise.resolve([]);
    };
    const run = { detect, signal: controller.signal, flags: { detect: true } };
    expect((await fakeEmbed(folder, ['in'], run)).interrupted).toBe(true);
    expect(detected).toBe(2);
  });

  test('leaves only its partial file, and says how far it came', async () => {
    const folder = await crops();
    const outcome = await interruptedAfter(2, folder);
    expect(outcome).toMatchObject({ interrupted: true, summary: { done: 4, total: 13, files: [] } });
    expect(readdirSync(folder).sort()).toEqual(['in', 'out.jsonl.partial']);
  });

  test.each(['out.arrow', 'out.npy', 'out.csv', 'out.jsonl'])(
    'is taken up: %s has the bytes of an undisturbed run, and nothing is computed twice',
    async (output) => {
      const folder = await crops();
      const expected = await undisturbed(folder, output);
      await interruptedAfter(2, folder, { flags: { output } });
      await interruptedAfter(1, folder, { flags: { output, resume: true } });
      const last = await fakeEmbed(folder, ['in'], { flags: { output, resume: true } });
      expect(last.embedder.faces).toHaveLength(11 - 6);
      expect(last.summary.counts).toEqual({
        embedded: 12,
        reused: 1,
        resumed: 6,
        resized: 0,
        noFace: 0,
        unreadable: 1,
      });
      expect(bytesOf(folder, output)).toEqual(expected);
      expect(existsSync(path.join(folder, `${output}.partial`))).toBe(false);
    },
  );

  test('killed in the middle of a line loses that line only', async () => {
    const folder = await crops();
    const expected = await undisturbed(folder);
    await interruptedAfter(3, folder);
    const partial = path.join(folder, 'out.jsonl.partial');
    truncateSync(partial, bytesOf(folder, 'out.jsonl.partial').length - 1);
    const { embedder } = await fakeEmbed(folder, ['in'], RESUME);
    expect(embedder.faces).toHaveLength(11 - 5);
    expect(bytesOf(folder)).toEqual(expected);
  });

  test('killed before its first line is begun again', async () => {
    const folder = await crops();
    const expected = await undisturbed(folder);
    writeFileSync(path.join(folder, 'out.jsonl.partial'), '{"sett');
    await fakeEmbed(folder, ['in'], RESUME);
    expect(bytesOf(folder)).toEqual(expected);
  });

  test('whose network failed can be taken up as well', async () => {
    const folder = await crops();
    const expected = await undisturbed(folder);
    const onRun = (): void => {
      if (embedder.runs.length === 3) throw new Error('out of memory');
    };
    const embedder = fakeEmbedder({ onRun });
    await expect(fakeEmbed(folder, ['in'], { embedder })).rejects.toThrow('out of memory');
    expect((await fakeEmbed(folder, ['in'], RESUME)).embedder.faces).toHaveLength(11 - 6);
    expect(bytesOf(folder)).toEqual(expected);
  });

  test('sees images that are new, changed or gone since', async () => {
    const folder = await crops();
    await interruptedAfter(2, folder);
    writeFiles(folder, { 'in/a/05.png': await crop(100), 'in/a/10.png': await crop(101) });
    rmSync(path.join(folder, 'in/a/13.png'));
    const expected = await (async () => {
      const other = temporary();
      writeFiles(
        other,
        Object.fromEntries(
          readdirSync(folder, { recursive: true, encoding: 'utf8' })
            .filter((name) => name.endsWith('.png'))
            .map((name) => [name, readFileSync(path.join(folder, name))]),
        ),
      );
      return undisturbed(other);
    })();
    await fakeEmbed(folder, ['in'], RESUME);
    expect(bytesOf(folder)).toEqual(expected);
  });

  test('is not thrown away by accident, only with --overwrite', async () => {
    const folder = await crops();
    await interruptedAfter(2, folder);
    await expect(fakeEmbed(folder, ['in'])).rejects.toMatchObject({
      code: 'partial-exists',
      message: expect.stringContaining('`resume`') as unknown,
    });
    const { embedder } = await fakeEmbed(folder, ['in'], { flags: { overwrite: true } });
    expect(embedder.faces).toHaveLength(11);
  });

  test.each<[string, FakeRun]>([
    ['flip false then, true now', { flags: { flip: true } }],
    ['faces "crops" then, "all" now', { flags: { detect: true, allFaces: true } }],
    ['model SHA-256 "fa', { embedder: fakeEmbedder({ sha256: 'other' }) }],
  ])('is not mixed with other settings: %s', async (difference, run) => {
    const folder = await crops();
    await interruptedAfter(2, folder);
    const before = bytesOf(folder, 'out.jsonl.partial');
    const error = await fakeEmbed(folder, ['in'], { ...run, flags: { ...run.flags, resume: true } }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ code: 'settings-differ', message: expect.stringContaining(difference) as unknown });
    expect(bytesOf(folder, 'out.jsonl.partial')).toEqual(before);
  });

  test('whose partial file is something else is refused', async () => {
    const folder = await crops();
    writeFileSync(path.join(folder, 'out.jsonl.partial'), 'my diary\nday one\n');
    await expect(fakeEmbed(folder, ['in'], RESUME)).rejects.toMatchObject({ code: 'partial-damaged' });
    expect(bytesOf(folder, 'out.jsonl.partial').toString()).toBe('my diary\nday one\n');
  });
});

describe('a link in the place of the partial file', () => {
  test('is replaced, not written through, with --overwrite', async () => {
    const folder = await crops();
    writeFiles(folder, { 'precious.txt': 'precious' });
    symlinkSync('precious.txt', path.join(folder, 'out.jsonl.partial'));
    await fakeEmbed(folder, ['in'], { flags: { overwrite: true } });
    expect(bytesOf(folder, 'precious.txt').toString()).toBe('precious');
  });

  test('is not taken up', async () => {
    const folder = await crops();
    writeFiles(folder, { 'precious.txt': 'precious' });
    symlinkSync('precious.txt', path.join(folder, 'out.jsonl.partial'));
    await expect(fakeEmbed(folder, ['in'], RESUME)).rejects.toMatchObject({ code: 'output-not-writable' });
    expect(bytesOf(folder, 'precious.txt').toString()).toBe('precious');
  });
});

test('--resume without anything to take up is an ordinary run', async () => {
  const folder = await crops();
  expect((await fakeEmbed(folder, ['in'], RESUME)).summary.counts.resumed).toBe(0);
});
