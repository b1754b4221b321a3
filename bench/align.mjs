import { mkdtemp, mkdir, rm, copyFile, readdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { decodeImage } from '../dist/image/codec.js';
import { encodePng } from '../dist/image/encode.js';
import { resizeAreaPyramid } from '../dist/image/resize-area.js';
import { alignFace } from '../dist/mtcnn/align-face.js';
import { createDetector } from '../dist/mtcnn/create-detector.js';
import { FACENET_DETECTION } from '../dist/mtcnn/detector.js';
import { pyramid } from '../dist/mtcnn/pyramid.js';
import { runCommand, time } from './support/measure.mjs';

const ROOT = path.resolve(import.meta.dirname, '..');
const SAMPLE = path.join(ROOT, 'datasets/sample');

/** Aligning: milliseconds of each stage in one thread, then whole runs of the command. */
export async function benchAlign({ images = 500 } = {}) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'facekit-bench-'));
  try {
    const small = await makePictures(path.join(folder, 'small'), { width: 250, height: 250, count: images });
    const large = await makePictures(path.join(folder, 'large'), { width: 1732, height: 1155, count: 24 });
    return {
      stages250: await stages(small.first),
      stages2MP: await stages(large.first),
      runs250: await runs(small),
      runs2MP: await runs(large),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Copies of the sample photographs at a size, as many as asked for. */
async function makePictures(folder, { width, height, count }) {
  await mkdir(folder);
  const sources = (await readdir(SAMPLE, { recursive: true })).filter((name) => name.endsWith('.jpg')).sort();
  for (let i = 0; i < Math.min(count, sources.length); i++) {
    const picture = sharp(path.join(SAMPLE, sources[i])).resize(width, height, { position: 'attention' });
    await picture.jpeg({ quality: 92 }).toFile(path.join(folder, `${i}.jpg`));
  }
  for (let i = sources.length; i < count; i++)
    await copyFile(path.join(folder, `${i % sources.length}.jpg`), path.join(folder, `${i}.jpg`));
  return { folder, count, first: path.join(folder, '0.jpg') };
}

async function stages(file) {
  const detector = await createDetector({ device: 'cpu', threads: 1 });
  const image = await decodeImage(file);
  const faces = await detector.detect(image);
  const crop = alignFace(image, faces[0] ?? { box: { x1: 0, y1: 0, x2: 100, y2: 100 } }).image;
  const runs = image.width > 1000 ? 5 : 30;
  const result = {
    faces: faces.length,
    decode: await time(() => decodeImage(file), { runs }),
    pyramid: await time(() => resizeAreaPyramid(image, pyramid(image, FACENET_DETECTION)), { runs }),
    detect: await time(() => detector.detect(image), { runs }),
    crop: await time(() => alignFace(image, faces[0] ?? { box: { x1: 0, y1: 0, x2: 100, y2: 100 } }), {
      runs,
    }),
    encode: await time(() => encodePng(crop), { runs }),
  };
  await detector.dispose();
  return result;
}

async function runs({ folder, count }) {
  const results = [];
  for (const jobs of [1, 2]) {
    const output = `${folder}_out_${jobs}`;
    const args = ['bin/facekit.js', 'align', folder, output, '--jobs', String(jobs), '--quiet'];
    const { seconds, peakMemory } = await runCommand(process.execPath, [
      path.join(ROOT, args[0]),
      ...args.slice(1),
    ]);
    results.push({ jobs, images: count, seconds, imagesPerSecond: count / seconds, peakMemory });
  }
  return results;
}
