import { execFile } from 'node:child_process';
import { mkdir, readFile, symlink } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import type { AlignmentRecord, Corners, FaceEntry } from '../../src/dataset/alignment-record.ts';
import type { EngineName } from '../../src/tensor/engine.ts';
import { largestDifference } from '../support/numbers.ts';
import { describeWithShared, readReference, sharedPath } from '../support/shared.ts';
import { useTemporaryFolders } from '../support/temporary.ts';

interface ReferenceFace {
  box: [number, number, number, number];
  score: number;
  landmarks: [number, number][];
}
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
      expect(Math.min(...agreements.map(({ iou }) => iou))).toBeGreaterThanOrEqual(0.85);
      const inexact = agreements.filter((a) => a.pixels > pixels || a.score > 0.001);
      expect(inexact.slice(Math.floor(agreements.length * 0.02))).toEqual([]);
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

interface Agreement {
  readonly sameFaces: boolean;
  /** Largest distance of a corner or a landmark along an axis. */
  readonly pixels: number;
  readonly score: number;
  /** Smallest intersection over union of a pair. */
  readonly iou: number;
}

/** Pairs every reference face with the found face that overlaps it most. */
function compareFaces(found: readonly FaceEntry[], expected: readonly ReferenceFace[]): Agreement {
  const pairs = expected.map((face) => {
    const best = found.toSorted((a, b) => iou(b.box, face.box) - iou(a.box, face.box))[0];
    return { face, best };
  });
  const numbers = pairs.map(({ face, best }) => {
    if (!best) return { pixels: Infinity, score: 1, iou: 0 };
    return {
      pixels: largestDifference([...best.box, ...best.landmarks.flat()], [...face.box, ...face.landmarks.flat()]),
      score: Math.abs(best.score - face.score),
      iou: iou(best.box, face.box),
    };
  });
  const distinct = new Set(pairs.map(({ best }) => best)).size;
  return {
    sameFaces: found.length === expected.length && distinct === expected.length,
    pixels: Math.max(0, ...numbers.map((n) => n.pixels)),
    score: Math.max(0, ...numbers.map((n) => n.score)),
    iou: Math.min(1, ...numbers.map((n) => n.iou)),
  };
}

function iou(a: Corners, b: Corners): number {
  const width = Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0]));
  const height = Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
  const area = ([x1, y1, x2, y2]: Corners) => (x2 - x1) * (y2 - y1);
  return (width * height) / (area(a) + area(b) - width * height);
}
