import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { AlignmentRecord } from '../../src/dataset/alignment-record.ts';
import { PROJECT, runCli } from '../support/cli.ts';
import { compareFaces, type ReferenceFace } from '../support/faces/face-agreement.ts';
import { useTemporaryFolders } from '../support/temporary.ts';

/** Made by independent programs: see `test/fixtures/make/sample_faces.py`. */
interface SampleFaces {
  readonly images: Readonly<
    Record<string, { readonly faces: readonly ReferenceFace[]; readonly mobilefacenet?: readonly number[] }>
  >;
}

const PIXELS = 0.5;
const SCORE = 0.001;
/** Pixels of a crop are whole numbers on both sides, rounded from interpolations of their own. */
const COSINE = 0.9999;

describe('the photographs of datasets/sample, against independent programs', () => {
  const newFolder = useTemporaryFolders();
  let reference: SampleFaces['images'] = {};

  beforeAll(async () => {
    const text = await readFile(path.join(PROJECT, 'test/fixtures/sample-faces.json'), 'utf8');
    reference = (JSON.parse(text) as SampleFaces).images;
  });

  test('MTCNN finds the faces of detect_face.py and no other, corners and landmarks within half a pixel', async () => {
    const output = path.join(newFolder(), 'crops');
    await runCli('align', 'datasets/sample', output, '--device', 'cpu', '--quiet');
    const records = parseLines<AlignmentRecord>(await readFile(path.join(output, 'alignment.jsonl'), 'utf8'));
    expect(records.map((record) => record.path)).toEqual(Object.keys(reference).sort());
    for (const { path: image, faces } of records) {
      const { sameFaces, pixels, score } = compareFaces(faces, reference[image]?.faces ?? []);
      expect({ image, sameFaces, exact: pixels <= PIXELS && score <= SCORE }).toEqual({
        image,
        sameFaces: true,
        exact: true,
      });
    }
  });

  test('MobileFaceNet gives the embeddings that NumPy computes from its weights', async () => {
    const output = path.join(newFolder(), 'faces.jsonl');
    const model = ['--model', 'mobilefacenet', '--device', 'cpu', '--quiet'];
    await runCli('embed', 'datasets/sample', '--detect', '--output', output, ...model);
    const rows = parseLines<EmbeddingLine>(await readFile(output, 'utf8')).filter((line) => line.embedding);
    const expected = Object.entries(reference).flatMap(([image, { mobilefacenet }]) =>
      mobilefacenet ? [{ image, mobilefacenet }] : [],
    );
    expect(rows.length).toBe(expected.length);
    for (const { image, mobilefacenet } of expected) {
      const row = rows.find((each) => each.path === `datasets/sample/${image}`);
      expect(cosine(row?.embedding ?? [], mobilefacenet)).toBeGreaterThanOrEqual(COSINE);
    }
  });
});

interface EmbeddingLine {
  readonly path?: string;
  readonly embedding?: readonly number[];
}

const parseLines = <Line>(text: string): Line[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

/** Of vectors of length 1. */
const cosine = (a: readonly number[], b: readonly number[]): number =>
  a.length === b.length ? a.reduce((sum, value, i) => sum + value * (b[i] ?? NaN), 0) : NaN;
