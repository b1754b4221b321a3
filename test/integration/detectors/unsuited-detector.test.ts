import { beforeEach, describe, expect, test } from '@jest/globals';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { embedImages } from '../../../src/api/embed-images.ts';
import type { Detector } from '../../../src/detection/detector.ts';
import { requestOf } from '../../../src/detectors/choose-detector.ts';
import { run } from '../../../src/main.ts';
import { installModel } from '../../../src/models/store/install.ts';
import { createFaceAnalyzer } from '../../../src/pipelines/analyze/face-analyzer.ts';
import { openNetworksLike } from '../../../src/pipelines/networks/open-networks-like.ts';
import { requireSuitedDetector } from '../../../src/pipelines/networks/require-suited-detector.ts';
import { metadataOf } from '../../support/faces/embedding-metadata.ts';
import { TINY_INFO, TINY_SOURCE, TINY_WEIGHTS } from '../../support/networks/tiny-model.mjs';
import { createTestIo } from '../../support/io.ts';
import { useTemporaryFolders, writeFiles } from '../../support/temporary.ts';

const temporary = useTemporaryFolders();
/** Whose photographs cannot be read: a command that reads them tells of that. */
let cwd = '';
beforeEach(() => {
  cwd = temporary();
  const names = ['Ann_Example/Ann_Example_0001.png', 'Ann_Example/Ann_Example_0002.png', 'Bob/Bob_0001.png'];
  writeFiles(cwd, Object.fromEntries(names.map((name) => [path.join('photographs', name), 'no image'])));
  writeFiles(cwd, { 'pairs.txt': '1\t1\nAnn_Example\t1\t2\nAnn_Example\t1\tBob\t1\n' });
  mkdirSync(path.join(cwd, 'out'));
});

const MODEL = ['--model', 'mobilefacenet'];
const UNSUITED = ['--detector', 'srn'];

describe('a detector without landmarks, and faces that are to be turned upright by theirs', () => {
  test.each([
    ['align photographs out/crops --alignment similarity', '--alignment similarity'],
    ['align photographs out/crops --alignment similarity --shard 0/2', '--alignment similarity'],
    ['embed photographs --detect --output out/faces.npy', 'the model mobilefacenet'],
    ['compare photographs/Bob/Bob_0001.png photographs/Ann_Example/Ann_Example_0001.png', 'the model mobilefacenet'],
    ['train-classifier photographs out/people.json --detect', 'the model mobilefacenet'],
    ['cluster photographs --detect --output out/groups', 'the model mobilefacenet'],
    ['gallery enrol out/people photographs', 'the model mobilefacenet'],
    ['serve --port 0', 'the model mobilefacenet'],
    ['validate-lfw photographs --detect --lfw-pairs pairs.txt', 'the model mobilefacenet'],
    ['evaluate-identification photographs --detect', 'the model mobilefacenet'],
    ['dataset check photographs --detect', 'the model mobilefacenet'],
  ])('are refused before a photograph is read: %s', async (line, wanting) => {
    const { io, stdout, stderr } = createTestIo({ cwd });
    const model = line.startsWith('align') ? [] : MODEL;
    expect([await run([...line.split(' '), ...model, ...UNSUITED], io), stderr(), stdout()]).toEqual([
      2,
      `facekit: Expected a detector that finds landmarks, by which faces are turned upright for ${wanting}, but received srn, which finds none: choose another --detector, or have --landmarks-from mtcnn find them.\n`,
      '',
    ]);
  });

  const asked = { detector: 'srn', device: 'cpu' } as const;
  const madeWith = { ...metadataOf(192), model: { name: 'mobilefacenet', sha256: 'ab'.repeat(32) } };
  const because = { because: '', onNotice: () => undefined };
  const boxesAlone: Detector = {
    ...{ info: { name: 'boxes', sha256: 'ab'.repeat(32), landmarks: false }, device: 'cpu' },
    detect: () => Promise.resolve([]),
    dispose: () => Promise.resolve(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };

  test.each([
    ['for a classifier or a gallery', () => openNetworksLike(madeWith, asked, because).openEmbedder()],
    ['for a camera', () => openNetworksLike(madeWith, asked, because).openFaceEmbedder()],
    ['of a program', () => embedImages(['photographs'], { ...asked, cwd, model: 'mobilefacenet', detect: true })],
    ['of an analyzer', () => createFaceAnalyzer({ ...asked, model: 'mobilefacenet' })],
    [
      "of an analyzer with a detector of one's own",
      () => createFaceAnalyzer({ device: 'cpu', model: 'mobilefacenet', detector: boxesAlone }),
    ],
  ])('are refused %s', async (_, open) => {
    await expect(open()).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringMatching(/for the model mobilefacenet/),
    });
  });

  test('other landmarks, or a model that wants none, make up for it', async () => {
    const { landmarksFrom } = requestOf({ name: 'srn', sha256: 'ab'.repeat(32), landmarksFrom: 'mtcnn' });
    expect(landmarksFrom).toBe('mtcnn');
    await requireSuitedDetector({ model: 'mobilefacenet', detector: { name: 'srn', landmarksFrom } });
    await requireSuitedDetector({ model: 'mobilefacenet', detector: 'yunet' });
    const tiny = { info: TINY_INFO, weights: TINY_WEIGHTS, source: TINY_SOURCE };
    const { file } = await installModel(tiny, { folder: cwd });
    await requireSuitedDetector({ model: file, detector: 'srn' });
    await expect(requireSuitedDetector({ model: 'no-such', detector: 'srn' })).rejects.toMatchObject({
      code: 'model-unknown',
    });
  });
});
