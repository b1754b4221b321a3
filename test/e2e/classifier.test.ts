import { setTimeout } from 'node:timers/promises';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { decodeImage } from '../../src/image/codec.ts';
import { mirror } from '../../src/image/crop.ts';
import { encodeJpeg } from '../../src/image/encode.ts';
import { PROJECT, runCli, startCli } from '../support/cli.ts';
import { useTemporaryFolders } from '../support/temporary.ts';

const temporary = useTemporaryFolders();
const SAMPLE = path.join(PROJECT, 'datasets/sample');

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

test('recognises a guest in a group, and calls the others unknown', async () => {
  const cwd = temporary();
  const classifier = path.join(cwd, 'friends.json');
  await writePeople(path.join(cwd, 'people'));
  const model = ['--model', 'mobilefacenet', '--device', 'cpu'];
  const trained = await runCli('train-classifier', path.join(cwd, 'people'), classifier, '--align', ...model);
  expect(trained.stderr).toContain('Embedding 4 images with mobilefacenet');
  expect(trained.stdout).toMatch(
    /^Number of classes: 2\nNumber of images: 4\nSaved classifier model to file ".*friends\.json"\n/,
  );
  expect(trained.exitCode).toBe(0);

  const group = path.join(SAMPLE, 'Groups/sample1.jpg');
  const drawn = path.join(cwd, 'drawn');
  const { stdout, exitCode } = await runCli('classify', classifier, group, '--annotate', drawn, '--json');
  expect(exitCode).toBe(0);
  const { images } = JSON.parse(stdout) as { images: { faces: { name: string | null; box: number[] }[] }[] };
  const names = images[0]?.faces.map(({ name }) => name) ?? [];
  expect(names).toHaveLength(3);
  expect(names.filter((name) => name !== null)).toEqual(['Guest']);
  // She is on the right of the picture, 1280 pixels wide.
  expect(images[0]?.faces.find(({ name }) => name === 'Guest')?.box[0]).toBeGreaterThan(900);
  expect(existsSync(path.join(drawn, 'sample1.jpg'))).toBe(true);
}, 180_000);

test('says how to get the model that a classifier was trained with', async () => {
  const cwd = temporary();
  const classifier = path.join(cwd, 'friends.json');
  await writePeople(path.join(cwd, 'people'));
  await runCli('train-classifier', path.join(cwd, 'people'), classifier, '--align', '--model', 'mobilefacenet');
  const text = readFileSync(classifier, 'utf8');
  const classify = async (name: string) => {
    writeFileSync(classifier, text.replace('"name": "mobilefacenet"', `"name": "${name}"`));
    return startCli(['classify', classifier, path.join(cwd, 'people')], { env: { FACEKIT_CACHE: cwd } }).result;
  };
  expect(await classify('facenet-vggface2')).toMatchObject({
    exitCode: 1,
    stderr: expect.stringMatching(
      /trained with facenet-vggface2\. .*not installed: run `facekit models pull facenet-vggface2`/,
    ),
  });
  expect((await classify('my-own')).stderr).toContain('facekit models import FILE --name my-own');
}, 180_000);

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
    await setTimeout(4000);
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
