import { describe, expect, test } from '@jest/globals';
import {
  alignFace,
  alignFolder,
  clusterFaces,
  createEmbedder,
  decodeImage,
  encodeJpeg,
  encodePng,
  importModel,
  openEngine,
  openGallery,
  parseClassifier,
  readEmbeddingFile,
  type RgbImage,
} from '../../src/index.ts';

/** What a program in JavaScript may give in the place of anything. */
const ANYTHING: readonly unknown[] = [null, undefined, 5, NaN, {}, [], Symbol('x'), () => 1, new URL('file:///x'), 1n];
const usage = expect.objectContaining({ name: 'FacekitError', code: 'usage' });

const image: RgbImage = { width: 8, height: 8, data: new Uint8Array(8 * 8 * 3) };
const face = { box: { x1: 1, y1: 1, x2: 6, y2: 6 } };

const TAKES_PATH: Readonly<Record<string, (value: string) => Promise<unknown>>> = {
  alignFolder: (value) => alignFolder(value, 'out'),
  openGallery: (value) => openGallery(value),
  importModel: (value) => importModel(value),
  readEmbeddingFile,
  createEmbedder: (value) => createEmbedder({ model: value }),
};

describe.each(Object.entries(TAKES_PATH))('%s', (name, call) => {
  const wrong = [...ANYTHING, '', '\0', 'a\0b'].filter((value) => name !== 'createEmbedder' || value !== undefined);
  test.each(wrong.map((value) => [value]))('refuses %p as a path', async (value) => {
    await expect(call(value as string)).rejects.toEqual(usage);
  });
});

test.each(ANYTHING.map((value) => [value]))('%p is no image', async (value) => {
  await expect(decodeImage(value as string)).rejects.toEqual(usage);
  await expect(encodePng(value as RgbImage)).rejects.toEqual(usage);
  await expect(encodeJpeg(value as RgbImage)).rejects.toEqual(usage);
  expect(() => alignFace(value as RgbImage, face)).toThrow(usage);
});

test.each(ANYTHING.map((value) => [value]))('%p is no classifier', (value) => {
  expect(() => parseClassifier(value as string, 'c.json')).toThrow(expect.objectContaining({ name: 'FacekitError' }));
});

test.each([NaN, Infinity, -1, 0, 0.5, 101, '90'])('a JPEG of quality %p is refused', async (quality) => {
  await expect(encodeJpeg(image, quality as number)).rejects.toEqual(usage);
});

test.each([
  ...[NaN, Infinity, -1, 0, 0.5, 1e9, '2', null].map((threads) => ({ threads })),
  ...['x', '', 5, null].flatMap((value) => [{ device: value }, { engine: value }]),
])('no engine opens with %p', async (options) => {
  await expect(openEngine(options as object)).rejects.toEqual(usage);
});

describe('clusterFaces', () => {
  const detached = new Float32Array(2);
  structuredClone(detached.buffer, { transfer: [detached.buffer] });

  test.each([NaN, Infinity, -1])('refuses the threshold %p', async (threshold) => {
    await expect(clusterFaces([Float32Array.of(1, 0)], { threshold })).rejects.toEqual(usage);
  });

  test.each([
    ['of no numbers', [new Float32Array(), new Float32Array()], 'embedding-length'],
    ['of other lengths', [Float32Array.of(1, 0), Float32Array.of(1)], 'embedding-length'],
    ['of memory that is elsewhere now', [Float32Array.of(1, 0), detached], 'embedding-length'],
    ['that are no numbers', [Float32Array.of(NaN, 1)], 'embedding-not-finite'],
    ['without an end', [Float32Array.of(Infinity, 1)], 'embedding-not-finite'],
  ])('refuses vectors %s', async (_, vectors, code) => {
    await expect(clusterFaces(vectors, { threshold: 1 })).rejects.toMatchObject({ code });
  });
});
