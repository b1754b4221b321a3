import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PROJECT, runCli, startCli } from '../support/cli.ts';
import { filesOf, recordsOf, without } from '../support/fakes/fake-align.ts';
import { useTemporaryFolders, writeFiles } from '../support/temporary.ts';

const temporary = useTemporaryFolders();

const SAMPLE = path.join(PROJECT, 'datasets/sample');
const PORTRAIT = path.join(SAMPLE, 'Eileen_Collins/Eileen_Collins_0001.jpg');

/** Large faces only: the first network has a tenth of the work. */
const FAST = ['--min-face', '60'];

const STOPPED = 24;

/** Copies of a photograph with one face, in two class folders. */
function portraits(count: number, root = temporary()): { input: string; output: string } {
  for (let i = 0; i < count; i += 1) {
    const folder = path.join(root, 'in', i % 2 === 0 ? 'Even' : 'Odd');
    mkdirSync(folder, { recursive: true });
    copyFileSync(PORTRAIT, path.join(folder, `${String(i).padStart(2, '0')}.jpg`));
  }
  return { input: path.join(root, 'in'), output: path.join(root, 'out') };
}

/** The files of an output folder without those that tell of the command line and the order of several processes. */
function comparable(output: string): Record<string, string> {
  const files = filesOf(output);
  const { 'bounding_boxes.txt': boxes = '' } = files;
  return {
    ...without(files, 'revision_info.txt', 'bounding_boxes.txt'),
    boxes: boxes.replaceAll(output, '<output>'),
  };
}

/** The crops that are there now. Names only: beside them a run may be renaming the files that it still writes. */
const pngs = (output: string): string[] =>
  existsSync(output)
    ? readdirSync(output, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.png'))
    : [];

/** Waits until a run has written some crops. */
async function untilCrops(output: string, count: number): Promise<void> {
  for (let tries = 0; pngs(output).length < count; tries += 1) {
    if (tries > 2000) throw new Error('no crops appeared');
    await sleep(10);
  }
}

describe('facekit align', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'facekit-align-'));
  afterAll(() => {
    rmSync(root, { recursive: true });
  });
  /** Photographs of runs that are stopped: enough for a second of work when the first crops are there. And what a run leaves of them that is not. */
  const { input: stopped, output: undisturbed } = portraits(STOPPED, root);
  beforeAll(async () => {
    expect((await runCli('align', stopped, undisturbed, ...FAST)).exitCode).toBe(0);
  });

  test('aligns the sample photographs the same with one job and with two', async () => {
    const root = temporary();
    const [one, two] = [path.join(root, 'one'), path.join(root, 'two')];
    const first = await runCli('align', SAMPLE, one, '--jobs', '1', '--detect-multiple-faces', ...FAST);
    expect(first).toMatchObject({ exitCode: 0 });
    const images = recordsOf(one).length;
    const aligned = recordsOf(one).filter(({ status }) => status === 'aligned').length;
    expect(first.stdout).toMatch(
      new RegExp(`^Total number of images: ${images}\nNumber of successfully aligned images: ${aligned}\n`),
    );
    expect(aligned).toBeGreaterThanOrEqual(6);

    const second = await runCli('align', SAMPLE, two, '--jobs', '2', '--detect_multiple_faces', 'True', ...FAST);
    expect(second.exitCode).toBe(0);
    expect(comparable(two)).toEqual(comparable(one));
  });

  test('--json prints one object, and nothing else on stdout', async () => {
    const { input, output } = portraits(2);
    writeFiles(input, { 'Odd/bad.jpg': 'not an image' });
    const { stdout, exitCode } = await runCli('align', input, output, '--json', ...FAST);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      output,
      total: 3,
      counts: { aligned: 2, skipped: 0, noFace: 0, unreadable: 1 },
      unreadable: [{ path: 'Odd/bad.jpg', reason: 'not-an-image' }],
    });
  });

  test('--quiet says nothing when all goes well', async () => {
    const { input, output } = portraits(1);
    expect(await runCli('align', input, output, '--quiet', ...FAST)).toMatchObject({
      exitCode: 0,
      stdout: '',
      stderr: '',
    });
  });

  test('bad inputs are a line each, in order; with nothing aligned the exit code is 1', async () => {
    const root = temporary();
    const half = readFileSync(PORTRAIT).subarray(0, 9000);
    writeFiles(root, { 'in/empty.jpg': '', 'in/half.jpg': half, 'in/text.jpg': 'hello' });
    mkdirSync(path.join(root, 'in/folder.jpg'));
    const { exitCode, stderr } = await runCli('align', path.join(root, 'in'));
    expect(exitCode).toBe(1);
    const lines = stderr.split('\n').filter((line) => line.startsWith('unreadable'));
    expect(lines.map((line) => line.split(/ {2}|: /).slice(1, 3))).toEqual([
      ['empty.jpg', 'empty-file'],
      ['folder.jpg', 'is-folder'],
      ['half.jpg', 'truncated'],
      ['text.jpg', 'not-an-image'],
    ]);
    expect(stderr).toContain('facekit: No image of');
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    '%s stops before the images that are left, and the next run ends as if nothing had been',
    async (signal, exitCode) => {
      const [input, output] = [stopped, path.join(temporary(), 'out')];
      const child = startCli(['align', input, output, ...FAST]);
      await untilCrops(output, 3);
      child.process.kill(signal);
      const result = await child.result;
      expect(result).toMatchObject({ exitCode, stdout: '' });
      expect(result.stderr).toMatch(
        new RegExp(`Interrupted after \\d+ of ${STOPPED} images; run the same command again to go on\\.\n$`),
      );
      expect(Object.keys(filesOf(output)).filter((name) => name.endsWith('.tmp'))).toEqual([]);

      const second = await runCli('align', input, output, ...FAST);
      expect(second.stdout).toMatch(/Number of successfully aligned images: \d+\nSkipped \(crop exists\): [1-9]/);
      expect(comparable(output)).toEqual(comparable(undisturbed));
    },
  );

  test('kill -9 and a second run leave exactly the files of an undisturbed run', async () => {
    const [input, output] = [stopped, path.join(temporary(), 'out')];
    const child = startCli(['align', input, output, ...FAST]);
    await untilCrops(output, 4);
    child.process.kill('SIGKILL');
    expect((await child.result).signal).toBe('SIGKILL');
    expect(existsSync(path.join(output, 'alignment.jsonl'))).toBe(false);
    const before = pngs(output).length;
    expect(before).toBeLessThan(STOPPED);

    expect((await runCli('align', input, output, ...FAST)).exitCode).toBe(0);
    expect(comparable(output)).toEqual(comparable(undisturbed));
  });

  test('two processes share one folder', async () => {
    const { input, output } = portraits(40);
    const args = ['align', input, output, '--random-order', '--jobs', '1', '--json', ...FAST];
    const results = await Promise.all([runCli(...args), runCli(...args)]);
    expect(results.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    const aligned = results.map(({ stdout }) => (JSON.parse(stdout) as { counts: { aligned: number } }).counts.aligned);
    expect(Math.min(...aligned)).toBeGreaterThan(0);
    expect(recordsOf(output).map(({ status }) => status)).toEqual(Array(40).fill('aligned'));
    const lists = readdirSync(output).filter((name) => name.startsWith('bounding_boxes'));
    const boxes = lists.flatMap((name) => readFileSync(path.join(output, name), 'utf8').trim().split('\n'));
    expect(new Set(boxes.map((line) => line.split(' ')[0])).size).toBe(40);
    expect(readdirSync(output).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('a device that is not there is an error before anything is written', async () => {
    const { input, output } = portraits(1);
    // No machine has both: DirectML is part of Windows, Core ML of macOS.
    const device = process.platform === 'win32' ? 'coreml' : 'dml';
    const { exitCode, stderr } = await runCli('align', input, output, '--device', device);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(new RegExp(`^facekit: Expected the device ${device} but`));
    expect(existsSync(output)).toBe(false);
  });

  test('a reader that closes the pipe early is no error', async () => {
    const { input, output } = portraits(1);
    const child = startCli(['align', input, output, ...FAST]);
    child.process.stdout?.destroy();
    expect(await child.result).toMatchObject({ exitCode: 0 });
    expect(pngs(output)).toHaveLength(1);
  });
});
