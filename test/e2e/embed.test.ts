import path from 'node:path';
import { expect, test } from '@jest/globals';
import { readEmbeddingFile } from '../../src/dataset/embedding-file/read.ts';
import { PROJECT, runCli, startCli } from '../support/cli.ts';
import { useTemporaryFolders } from '../support/temporary.ts';

const temporary = useTemporaryFolders();
const SAMPLE = path.join(PROJECT, 'datasets/sample/Guest');
/** Large faces only: the first network has a tenth of the work. */
const LARGE_FACES = ['--min-face', '60'];
const MODEL = ['--model', 'mobilefacenet', '--device', 'cpu'];

/** Runs `facekit embed` and reads what it wrote, in the order of the images. */
async function embed(output: string, ...args: string[]): Promise<Float32Array[]> {
  const { exitCode, stderr } = await runCli('embed', ...args, '--output', output, ...MODEL);
  if (exitCode !== 0) throw new Error(stderr);
  const { rows } = await readEmbeddingFile(output);
  return rows.map(({ embedding }) => embedding);
}

async function align(output: string, ...args: string[]): Promise<string> {
  const { exitCode, stderr } = await runCli('align', SAMPLE, output, '--quiet', ...LARGE_FACES, ...args);
  if (exitCode !== 0) throw new Error(stderr);
  return output;
}

const cosine = (a: Float32Array, b: Float32Array | undefined): number =>
  a.reduce((sum, value, i) => sum + value * (b?.[i] ?? NaN), 0);

test('mobilefacenet makes the same of photographs, of turned crops, and nearly the same of FaceNet crops', async () => {
  const folder = temporary();
  const fromPhotographs = await embed(path.join(folder, 'photographs.jsonl'), SAMPLE, '--detect', ...LARGE_FACES);
  const turned = await align(path.join(folder, 'turned'), '--alignment', 'similarity', '--image-size', '112');
  const fromTurned = await embed(path.join(folder, 'turned.npy'), turned);
  const boxes = await align(path.join(folder, 'boxes'));
  const fromBoxes = await embed(path.join(folder, 'boxes.arrow'), boxes);

  expect(fromPhotographs).toHaveLength(2);
  expect(Math.min(...fromPhotographs.map((e, i) => cosine(e, fromTurned[i])))).toBeGreaterThan(0.99999);
  // These crops were resized, and lack what the margin cuts off.
  expect(Math.min(...fromPhotographs.map((e, i) => cosine(e, fromBoxes[i])))).toBeGreaterThan(0.98);
}, 120_000);

test('compare works on a clean installation, and says which model it used', async () => {
  const photographs = [1, 2].map((n) => path.join(SAMPLE, `Guest_000${n}.jpg`));
  const cache = { FACEKIT_CACHE: temporary() };
  const { exitCode, stdout, stderr } = await startCli(['compare', ...photographs], { env: cache }).result;
  expect(stderr).toContain('mobilefacenet');
  expect(stdout).toMatch(/^Images:\n0: .*Guest_0001\.jpg\n1: .*Guest_0002\.jpg\n\nDistance matrix\n/);
  expect(stdout).toContain('0–1: same person');
  expect(exitCode).toBe(0);
}, 60_000);
