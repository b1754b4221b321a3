import { copyFileSync, cpSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { PROJECT, runCli } from '../support/cli.ts';
import { useTemporaryFolders } from '../support/temporary.ts';

const newFolder = useTemporaryFolders();

/** One photograph in many formats, made by independent programs: `test/fixtures/image/make-photograph.py`. */
const PHOTOGRAPH = path.join(PROJECT, 'test/fixtures/image/photograph');

/** Those that keep every pixel; of the others the embeddings agree to a cosine of 0.999. */
const LOSSLESS = /^(png|png-16|bmp|ppm|tga|tiff|webp|jxl|jpeg2000)\.\w+$/;

interface Line {
  readonly path?: string;
  readonly embedding?: readonly number[];
}

test('one photograph in every format gives crops whose embeddings agree with that of the PNG', async () => {
  const folder = newFolder();
  const person = path.join(folder, 'photos', 'Guest');
  cpSync(PHOTOGRAPH, person, { recursive: true });
  // What a file is, its content says.
  copyFileSync(path.join(person, 'jpeg.jpg'), path.join(person, 'IMG_0001'));
  copyFileSync(path.join(person, 'jpeg.jpg'), path.join(person, 'named.bmp'));
  copyFileSync(path.join(person, 'heic.heic'), path.join(person, 'telephone.jpg'));
  const images = readdirSync(person).sort();

  const crops = path.join(folder, 'crops');
  const aligned = await runCli('align', path.join(folder, 'photos'), crops, '--device', 'cpu', '--json');
  expect(JSON.parse(aligned.stdout)).toMatchObject({ total: images.length, counts: { aligned: images.length } });
  const output = path.join(folder, 'faces.jsonl');
  const model = ['--model', 'mobilefacenet', '--device', 'cpu', '--quiet'];
  await runCli('embed', path.join(folder, 'photos'), '--detect', '--output', output, ...model);
  const lines = readFileSync(output, 'utf8').trimEnd().split('\n');
  const embeddings = new Map(
    lines.map((line) => JSON.parse(line) as Line).map((line) => [path.basename(line.path ?? ''), line.embedding ?? []]),
  );
  const ofPng = embeddings.get('png.png') ?? [];
  expect(ofPng.length).toBe(192);
  const far = images
    .map((image) => ({ image, agreement: cosine(embeddings.get(image) ?? [], ofPng) }))
    .filter(({ image, agreement }) => !(agreement >= (LOSSLESS.test(image) ? 0.9999999 : 0.999)));
  expect(far).toEqual([]);
}, 120_000);

function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = (x: readonly number[], y: readonly number[]): number =>
    x.reduce((sum, v, i) => sum + v * (y[i] ?? NaN), 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}
