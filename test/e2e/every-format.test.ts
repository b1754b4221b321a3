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

type Embedding = readonly number[];

interface Line {
  readonly path: string;
  readonly embedding: Embedding;
}

interface Record {
  readonly path: string;
  readonly faces: readonly { readonly output?: string }[];
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
  expect(new Set(images.map((image) => image.replace(/^.*\./, ''))).size).toBeGreaterThanOrEqual(13);
  expect(images.length).toBeGreaterThanOrEqual(15);

  const ofPhotographs = await embeddingsOf(path.join(folder, 'photos'), path.join(folder, 'faces.jsonl'), '--detect');
  expectAgreement(new Map(images.map((image) => [image, ofPhotographs.get(image)])));

  const ofCrops = await embeddingsOf(crops, path.join(folder, 'crops.jsonl'));
  expectAgreement(new Map(cropNames(crops).map(({ image, crop }) => [image, ofCrops.get(crop)])));
}, 240_000);

/** By the name of the file. */
async function embeddingsOf(input: string, output: string, ...flags: string[]): Promise<Map<string, Embedding>> {
  await runCli('embed', input, '--output', output, '--model', 'mobilefacenet', '--device', 'cpu', '--quiet', ...flags);
  const lines = readFileSync(output, 'utf8').trimEnd().split('\n');
  return new Map(
    // The first line describes the model.
    lines
      .slice(1)
      .map((line) => JSON.parse(line) as Line)
      .map((line) => [path.basename(line.path), line.embedding]),
  );
}

/** The image of each crop. */
const cropNames = (crops: string): { image: string; crop: string }[] =>
  readFileSync(path.join(crops, 'alignment.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record)
    .map(({ path: image, faces }) => ({ image: path.basename(image), crop: path.basename(faces[0]?.output ?? '') }));

function expectAgreement(embeddings: ReadonlyMap<string, Embedding | undefined>): void {
  const ofPng = embeddings.get('png.png') ?? [];
  expect(ofPng.length).toBe(192);
  const far = Array.from(embeddings, ([image, embedding]) => ({ image, agreement: cosine(embedding ?? [], ofPng) }));
  expect(far.filter(({ image, agreement }) => !(agreement >= (LOSSLESS.test(image) ? 0.9999999 : 0.999)))).toEqual([]);
}

function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = (x: readonly number[], y: readonly number[]): number =>
    x.reduce((sum, v, i) => sum + v * (y[i] ?? NaN), 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}
