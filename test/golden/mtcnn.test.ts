import { execFile } from 'node:child_process';
import { mkdir, readFile, symlink } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import type { AlignmentRecord } from '../../src/dataset/alignment-record.ts';
import type { EngineName } from '../../src/tensor/engine.ts';
import { compareFaces, type ReferenceFace } from '../support/faces/face-agreement.ts';
import { describeWithShared, readReference, sharedPath } from '../support/shared.ts';
import { useTemporaryFolders } from '../support/temporary.ts';

interface Reference {
  images: Record<string, { faces: ReferenceFace[] }>;
}

const LFW = { file: 'mtcnn-lfw.json', source: sharedPath('data', 'lfw', 'images'), pixels: 0.5 };
const PHOTOS = { file: 'mtcnn-photos.json', source: sharedPath('data', 'photos'), pixels: 1 };

/**
 * FaceNet's own NumPy code with double-precision networks, OpenCV and Pillow (see the reference's README). TensorFlow.js, which
 * is slow without its native packages, gets every eighth image of LFW; FACEKIT_ALL_IMAGES=1 gives it all.
 */
describeWithShared('facekit align against detect_face.py', () => {
  const newFolder = useTemporaryFolders();

  test.each([
    { engine: 'onnxruntime' as const, every: 1, ...LFW },
    { engine: 'onnxruntime' as const, every: 1, ...PHOTOS },
    { engine: 'tfjs' as const, every: process.env.FACEKIT_ALL_IMAGES ? 1 : 8, ...LFW },
    { engine: 'tfjs' as const, every: 1, ...PHOTOS },
  ])(
    '$file on $engine: every face and no other',
    async ({ engine, every, file, source, pixels }) => {
      const all = Object.entries((readReference(file) as Reference).images);
      const images = Object.fromEntries(all.filter((_, i) => i % every === 0));
      const found = await alignImages({
        engine,
        source,
        images: Object.keys(images),
        folder: newFolder(),
      });
      const agreements = Object.entries(images).map(([image, { faces }]) => ({
        image,
        ...compareFaces(found.get(image) ?? [], faces),
      }));
      expect(agreements.filter(({ sameFaces }) => !sameFaces)).toEqual([]);
      expect(Math.min(...agreements.map(({ iou }) => iou))).toBeGreaterThanOrEqual(0.999);
      expect(agreements.filter((a) => a.pixels > pixels || a.score > 0.001)).toEqual([]);
    },
    300_000,
  );
});

/** Runs the command on some images of a folder and reads back every face that it found. */
async function alignImages(task: { engine: EngineName; source: string; images: readonly string[]; folder: string }) {
  const input = path.join(task.folder, 'input');
  for (const image of task.images) {
    await mkdir(path.dirname(path.join(input, image)), { recursive: true });
    await symlink(path.join(task.source, image), path.join(input, image));
  }
  const output = path.join(task.folder, 'output');
  const choice = ['--engine', task.engine, '--device', 'cpu', '--quiet'];
  const args = ['bin/facekit.js', 'align', input, output, ...choice];
  await promisify(execFile)(process.execPath, args);
  const lines = (await readFile(path.join(output, 'alignment.jsonl'), 'utf8')).trimEnd().split('\n');
  const records = lines.map((line) => JSON.parse(line) as AlignmentRecord);
  return new Map(records.map((record) => [record.path, record.faces]));
}
