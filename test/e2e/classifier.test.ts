import { setTimeout } from 'node:timers/promises';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeImage } from '../../src/image/codec.ts';
import { mirror } from '../../src/image/crop.ts';
import { encodeJpeg } from '../../src/image/encode.ts';
import { type CliResult, PROJECT, runCli, startCli } from '../support/cli.ts';
import { useTemporaryFolders } from '../support/temporary.ts';

const temporary = useTemporaryFolders();
const SAMPLE = path.join(PROJECT, 'datasets/sample');

/** The first network has a tenth of the work. */
const LARGE_FACES = ['--min-face', '60'];

/** Two photographs of the guest; of Eileen Collins one and its mirror image. */
async function writePeople(folder: string): Promise<void> {
  for (const name of ['Guest', 'Eileen_Collins']) mkdirSync(path.join(folder, name), { recursive: true });
  for (const n of [1, 2]) {
    const name = `Guest/Guest_000${n}.jpg`;
    copyFileSync(path.join(SAMPLE, name), path.join(folder, name));
  }
  const eileen = await decodeImage(path.join(SAMPLE, 'Eileen_Collins/Eileen_Collins_0001.jpg'));
  for (const [n, image] of [eileen, mirror(eileen)].entries())
    writeFileSync(path.join(folder, `Eileen_Collins/${n}.jpg`), await encodeJpeg(image));
}

describe('a classifier of two people', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'facekit-classifier-'));
  const [people, classifier] = [path.join(folder, 'people'), path.join(folder, 'friends.json')];
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  let trained: CliResult;
  beforeAll(async () => {
    await writePeople(people);
    const options = ['--align', '--model', 'mobilefacenet', '--device', 'cpu', ...LARGE_FACES];
    trained = await runCli('train-classifier', people, classifier, ...options);
  }, 120_000);

  test('is trained on photographs', () => {
    expect(trained.stderr).toContain('Embedding 4 images with mobilefacenet');
    expect(trained.stdout).toMatch(
      /^Number of classes: 2\nNumber of images: 4\nSaved classifier model to file ".*friends\.json"\n/,
    );
    expect(trained.exitCode).toBe(0);
  });

  test('recognises a guest in a group, and calls the others unknown', async () => {
    const group = path.join(SAMPLE, 'Groups/sample1.jpg');
    const drawn = path.join(temporary(), 'drawn');
    const args = ['classify', classifier, group, '--annotate', drawn, '--json', ...LARGE_FACES];
    const { stdout, exitCode } = await runCli(...args);
    expect(exitCode).toBe(0);
    const { images } = JSON.parse(stdout) as { images: { faces: { name: string | null; box: number[] }[] }[] };
    const names = images[0]?.faces.map(({ name }) => name) ?? [];
    expect(names).toHaveLength(3);
    expect(names.filter((name) => name !== null)).toEqual(['Guest']);
    // She is on the right of the picture, 1280 pixels wide.
    expect(images[0]?.faces.find(({ name }) => name === 'Guest')?.box[0]).toBeGreaterThan(900);
    expect(existsSync(path.join(drawn, 'sample1.jpg'))).toBe(true);
  }, 180_000);

  test('says how to get the model that it was trained with', async () => {
    const cwd = temporary();
    const text = readFileSync(classifier, 'utf8');
    const classify = async (name: string) => {
      const other = path.join(cwd, `${name}.json`);
      writeFileSync(other, text.replace('"name": "mobilefacenet"', `"name": "${name}"`));
      return startCli(['classify', other, people], { env: { FACEKIT_CACHE: cwd } }).result;
    };
    expect(await classify('facenet-vggface2')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(
        /trained with facenet-vggface2\. .*not installed: run `facekit models pull facenet-vggface2`/,
      ),
    });
    expect((await classify('my-own')).stderr).toContain('facekit models import FILE --name my-own');
  }, 180_000);
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)(
  '%s ends a training in the middle of a problem that libsvm takes long for',
  async (signal, expected) => {
    const cwd = temporary();
    // People whose images are no nearer to one another than to others': at this cost libsvm goes on to its limit of iterations.
    const rows = Array.from({ length: 40 }, (_, i) => ({
      path: `${i}.png`,
      class: `p${i % 10}`,
      face: 0,
      box: null,
      score: null,
      embedding: [Math.cos(i * i), Math.sin(i * i)],
    }));
    const metadata = {
      format: 'facekit-embeddings',
      version: 1,
      facekit: '0.1.0',
      model: { name: 'mobilefacenet', sha256: 'ab'.repeat(32) },
      dimension: 2,
      standardisation: 'fixed',
      alignment: { kind: 'similarity', margin: null, imageSize: 112 },
      flip: false,
      rows: rows.length,
    };
    writeFileSync(path.join(cwd, 'e.jsonl'), [metadata, ...rows].map((row) => `${JSON.stringify(row)}\n`).join(''));
    const classifier = path.join(cwd, 'c.json');
    const { process: child, result } = startCli([
      'train-classifier',
      path.join(cwd, 'e.jsonl'),
      classifier,
      '--cost',
      '1e12',
    ]);
    await setTimeout(2000);
    child.kill(signal);
    const { exitCode, signal: endedBy, stderr } = await result;
    // On a machine that leaves the program no time to say so, the signal ends it.
    if (exitCode === null) expect(endedBy).toBe(signal);
    else {
      expect(exitCode).toBe(expected);
      expect(stderr).toContain('facekit: Interrupted while training; no classifier is written.');
    }
    expect(existsSync(classifier)).toBe(false);
  },
  60_000,
);
