import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readEmbeddingFile } from '../../../src/dataset/embedding-file/read.ts';
import type { Landmarks } from '../../../src/core/face.ts';
import { cropRecord, landmarksAt } from '../../support/faces/crop-record.ts';
import { fakeEmbed, fakeEmbedder } from '../../support/fakes/fake-embed.ts';
import { fileOf, patterned } from '../../support/images.ts';
import { useTemporaryFolders, writeFiles } from '../../support/temporary.ts';
import { landmarksOf } from '../../support/faces/landmarks.ts';

const temporary = useTemporaryFolders();

const CROP = patterned(112, 112);

const model = () => fakeEmbedder({ kind: 'similarity', inputSize: 112 });

/** A folder as `align` leaves it, with one crop. */
async function alignedFolder(settings: object, landmarks?: [number, number][]): Promise<string> {
  const folder = temporary();
  const png = await fileOf(CROP, (pipeline) => pipeline.png());
  writeFiles(folder, {
    'in/p/1.png': png,
    'in/alignment.json': JSON.stringify({ imageSize: 112, margin: 32, ...settings }),
    'in/alignment.jsonl': cropRecord('p/1.jpg', 'p/1.png', landmarks),
  });
  return folder;
}

describe('a model aligned by landmarks', () => {
  test('takes those of the photograph, brought into the crop', async () => {
    const folder = await alignedFolder({});
    const { embedder, summary } = await fakeEmbed(folder, ['in/p'], { embedder: model() });
    const [face] = embedder.faces;
    expect(face).toMatchObject({ width: 112, height: 112 });
    const differences = CROP.data.map((value, i) => Math.abs(value - (face?.data[i] ?? NaN)));
    // Points in decimal, so the map is the identity to about 1e-4 of a pixel; neighbours differ by up to 250.
    expect(Math.max(...differences)).toBeLessThanOrEqual(1);
    expect(summary.counts.resized).toBe(0);
    const { metadata, rows } = await readEmbeddingFile(path.join(folder, 'out.jsonl'));
    expect(metadata.alignment).toEqual({ kind: 'similarity', margin: null, imageSize: 112 });
    expect(rows).toMatchObject([{ path: 'in/p/1.png', box: null, score: null }]);
  });

  test('finds them again on the crop where no list has them', async () => {
    const folder = temporary();
    writeFiles(folder, { 'in/p/1.png': await fileOf(CROP, (pipeline) => pipeline.png()) });
    const [a, b, c, d, e] = landmarksAt(1, 0, 0).map(([x, y]) => ({ x, y }));
    if (!a || !b || !c || !d || !e) throw new Error('expected five points');
    const landmarks: Landmarks = [a, b, c, d, e];
    const box = { x1: 10, y1: 10, x2: 100, y2: 100 };
    const { embedder } = await fakeEmbed(folder, ['in'], {
      embedder: model(),
      detect: () => Promise.resolve([{ box, score: 0.8, landmarks }]),
    });
    const differences = CROP.data.map((value, i) => Math.abs(value - (embedder.faces[0]?.data[i] ?? NaN)));
    expect(Math.max(...differences)).toBeLessThanOrEqual(1);
    expect((await readEmbeddingFile(path.join(folder, 'out.jsonl'))).rows).toMatchObject([
      { face: 0, box, score: 0.8 },
    ]);
  });

  test('says so when there is no face on the crop', async () => {
    const folder = temporary();
    writeFiles(folder, { 'in/p/1.png': await fileOf(CROP, (pipeline) => pipeline.png()) });
    const { summary } = await fakeEmbed(folder, ['in'], {
      embedder: model(),
      detect: () => Promise.resolve([]),
    });
    expect(summary).toMatchObject({ noFace: ['in/p/1.png'], embeddings: 0 });
  });

  test.each([
    ['none', [] as [number, number][]],
    ['four', landmarksAt(2, 30.5, 40.5).slice(1)],
    ['all at one place', landmarksAt(0, 100, 100)],
    ['far from the crop', landmarksAt(2, 1e6, 40.5)],
  ])('takes landmarks that no face has for an error of the image: %s', async (_, landmarks) => {
    const folder = await alignedFolder({}, landmarks);
    const { embedder, summary } = await fakeEmbed(folder, ['in/p'], { embedder: model() });
    expect(embedder.faces).toEqual([]);
    expect(summary.unreadable).toMatchObject([{ path: 'in/p/1.png', reason: 'alignment-damaged' }]);
  });

  test('takes a line that is no record for an error of the images that it may be about', async () => {
    const folder = await alignedFolder({});
    writeFiles(folder, { 'in/alignment.jsonl': '{"path":"p/1.jpg","sta\n' });
    const { summary } = await fakeEmbed(folder, ['in/p'], { embedder: model() });
    expect(summary.unreadable).toMatchObject([{ reason: 'alignment-damaged' }]);
  });

  test('takes crops that were turned already as they are', async () => {
    const folder = await alignedFolder({ alignment: 'similarity' }, landmarksAt(3, 0, 0));
    const { embedder } = await fakeEmbed(folder, ['in'], { embedder: model() });
    expect(Buffer.from(embedder.faces[0]?.data ?? [])).toEqual(Buffer.from(CROP.data));
  });

  test('embeds equal crops of different landmarks apart', async () => {
    const folder = await alignedFolder({});
    const png = await fileOf(CROP, (pipeline) => pipeline.png());
    writeFiles(folder, { 'in/p/2.png': png, 'other/p/1.png': png, 'other/p/2.png': png });
    const [face] = [{ box: { x1: 0, y1: 0, x2: 9, y2: 9 }, score: 1, landmarks: turned() }];
    const { embedder, summary } = await fakeEmbed(folder, ['in', 'other'], {
      embedder: model(),
      detect: () => Promise.resolve([face]),
    });
    // One by the list; three whose landmarks are found again, which are equal.
    expect(embedder.faces).toHaveLength(2);
    expect(summary.counts.reused).toBe(2);
  });
});

const turned = (): Landmarks => landmarksOf([60, 30], [70, 60], [50, 55], [30, 40], [35, 70]);

test('a model aligned by boxes refuses turned crops before anything is done', async () => {
  const folder = await alignedFolder({ alignment: 'similarity' });
  const embedder = fakeEmbedder({ inputSize: 112 });
  await expect(fakeEmbed(folder, ['in'], { embedder })).rejects.toMatchObject({
    code: 'alignment-mismatch',
    message: expect.stringMatching(/in\/p\/1\.png was made by align `alignment: similarity`/) as unknown,
  });
  expect(embedder.runs).toEqual([]);
});

test('--margin means nothing to a model aligned by landmarks', async () => {
  const folder = await alignedFolder({});
  const flags = { detect: true, margin: 5 };
  await expect(fakeEmbed(folder, ['in'], { embedder: model(), flags })).rejects.toMatchObject({
    code: 'usage',
  });
});
