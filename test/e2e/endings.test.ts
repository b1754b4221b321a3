import { spawn } from 'node:child_process';
import { cpSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { PROJECT, startCli } from '../support/cli.ts';
import { seededRandom } from '../../src/core/seeded-random.ts';
import { useTemporaryFolders } from '../support/temporary.ts';

/** Each command once in every run of the tests; before a release `FACEKIT_ENDINGS=200 npm run jest -- test/e2e/endings.test.ts`. */
const RUNS = Number(process.env.FACEKIT_ENDINGS ?? 6);
/** A second, and more where other tests run beside these. */
const LIMIT_MS = Number(process.env.FACEKIT_LIMIT_MS ?? 5000);
const PATIENCE = RUNS * 20_000;

const temporary = useTemporaryFolders();
const random = seededRandom(Number(process.env.FACEKIT_SEED ?? 1), 0);

const SAMPLE = path.join(PROJECT, 'datasets/sample');
const PORTRAIT = path.join(SAMPLE, 'Eileen_Collins/Eileen_Collins_0001.jpg');
const MODEL = ['--model', 'mobilefacenet', '--device', 'cpu'];

/** Which processor is there is not known; no machine has both of these. */
const MISSING_DEVICE = process.platform === 'win32' ? 'coreml' : 'dml';

/** Commands that fail while a thread loads the runtime. */
const EARLY_ERRORS: readonly (readonly string[])[] = [
  ['compare', PORTRAIT, PORTRAIT, '--model', 'Facenet512'],
  ['compare', PORTRAIT, PORTRAIT, '--model', 'mtcnn'],
  ['compare', PORTRAIT, PORTRAIT, '--model', 'mobilefacenet', '--device', MISSING_DEVICE],
];

/** Commands that are stopped, each with a folder for what it writes. */
const STOPPED: readonly ((folder: string) => readonly string[])[] = [
  (folder) => ['align', SAMPLE, path.join(folder, 'crops'), '--device', 'cpu'],
  (folder) => ['embed', SAMPLE, '--detect', '--output', path.join(folder, 'faces.jsonl'), ...MODEL],
  () => ['compare', SAMPLE, PORTRAIT, ...MODEL].flatMap((word) => (word === SAMPLE ? photographs() : word)),
  (folder) => ['train-classifier', twoPeople(folder), path.join(folder, 'people.json'), '--detect', ...MODEL],
  (folder) => ['datasets', 'check', SAMPLE, '--detect', '--report', path.join(folder, 'page'), ...MODEL],
  () => ['bench', '--seconds', '1', '--quiet'],
];
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** Those of the sample who have several photographs, so that a training of them ends well. */
function twoPeople(folder: string): string {
  const data = path.join(folder, 'data');
  for (const name of ['Groups', 'Guest']) cpSync(path.join(SAMPLE, name), path.join(data, name), { recursive: true });
  return data;
}

function photographs(): string[] {
  const names = readdirSync(SAMPLE, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.jpg'));
  return names.map((name) => path.join(SAMPLE, name));
}

const isTemporary = (name: string): boolean => name.endsWith('.tmp');

/** The element at a position, beginning again after the last. */
const cycle = <T>(list: readonly T[], position: number): T => list[position % list.length] as T;

describe('a process with threads', () => {
  test(
    'ends with the sentence of its error, whatever its threads are loading',
    async () => {
      for (let i = 0; i < RUNS; i += 1) {
        const result = await startCli(cycle(EARLY_ERRORS, i)).result;
        expect(result).toMatchObject({
          exitCode: 1,
          stdout: '',
          stderr: expect.stringMatching(/^facekit: Expected .*\n$/),
        });
      }
    },
    PATIENCE,
  );

  test(
    'ends within a second of a signal at any moment',
    async () => {
      const took: number[] = [];
      for (let i = 0; i < RUNS; i += 1) {
        const folder = temporary();
        const args = cycle(STOPPED, i)(folder);
        const [signal, exitCode] = cycle(Object.entries(SIGNALS), Math.floor(random() * 3));
        const moment = random() * 2000;
        const run = startCli(args);
        await sleep(moment);
        const asked = performance.now();
        run.process.kill(signal as NodeJS.Signals);
        const result = await run.result;
        took.push(performance.now() - asked);
        // 0: done before. A signal: before the program listens, or after a moment in which it could not stop.
        const allowed = [0, exitCode, signal].includes(result.exitCode ?? result.signal ?? '');
        const left = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(isTemporary);
        const isClean = left.length === 0 || result.signal !== null;
        const ending = { args, asked: signal, moment, ...result, left, took: took.at(-1) };
        expect({ ...ending, allowed, isClean, inTime: (took.at(-1) ?? 0) < LIMIT_MS }).toEqual({
          ...ending,
          allowed: true,
          isClean: true,
          inTime: true,
        });
      }
      if (RUNS > 6) process.stderr.write(`longest: ${Math.max(...took).toFixed()} ms of ${RUNS} runs\n`);
    },
    PATIENCE,
  );

  test(
    'ends with the code of process.exit at any moment',
    async () => {
      for (let i = 0; i < RUNS / 2; i += 1)
        expect(await exitAfter(random() * 600)).toEqual({ exitCode: 3, signal: null });
    },
    PATIENCE,
  );
});

/** Leaves a program that looks at photographs in threads with `process.exit(3)`. */
async function exitAfter(milliseconds: number): Promise<{ exitCode: number | null; signal: string | null }> {
  const pool = path.join(PROJECT, 'dist/pipelines/networks/detection-pool.js');
  const program = `
    import { createDetectionPool } from ${JSON.stringify(pool)};
    const pool = createDetectionPool({ device: 'cpu' }, 2);
    const image = { width: 800, height: 600, data: new Uint8Array(800 * 600 * 3) };
    for (let i = 0; i < 100; i += 1) pool.detect(image).catch(() => undefined);
    setTimeout(() => process.exit(3), ${milliseconds});`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { cwd: PROJECT, stdio: 'inherit' });
  return new Promise((resolve) => {
    child.on('close', (exitCode, signal) => {
      resolve({ exitCode, signal });
    });
  });
}
