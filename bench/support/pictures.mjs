import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { ROOT } from './facekit.mjs';

const SAMPLE = path.join(ROOT, 'datasets/sample');

/** The folder of development data: `../shared` beside the project, or FACEKIT_SHARED. */
export const SHARED = process.env.FACEKIT_SHARED ?? path.resolve(ROOT, '../shared');

/** LFW's images in the development data, and its lists of pairs; undefined where there is none. */
export function findLfw() {
  const folder = path.join(SHARED, 'data/lfw');
  const lfw = { images: path.join(folder, 'images'), pairs: path.join(folder, 'pairsDevTest.txt') };
  return existsSync(lfw.images) && existsSync(lfw.pairs) ? lfw : undefined;
}

/** Copies images of LFW, named relative to its folder, with the folders of their people. */
export async function copyLfwImages(from, names, to) {
  for (const name of names) {
    await mkdir(path.join(to, path.dirname(name)), { recursive: true });
    await copyFile(path.join(from, name), path.join(to, name));
  }
}

/** A folder of different photographs of 250 × 250 pixels: of LFW where it is, else parts of the sample photographs. */
export async function smallPictures(folder, count) {
  const lfw = findLfw();
  if (!lfw) return samplePictures(folder, { width: 250, height: 250, count });
  await mkdir(folder, { recursive: true });
  const names = (await readdir(lfw.images, { recursive: true })).filter((name) => name.endsWith('.jpg')).sort();
  // Spread over all people: many have several images in a row.
  const step = Math.max(1, Math.floor(names.length / count));
  const chosen = names.filter((_, i) => i % step === 0).slice(0, count);
  for (const name of chosen) await copyFile(path.join(lfw.images, name), path.join(folder, path.basename(name)));
  return { folder, count: chosen.length, files: await filesOf(folder) };
}

/** A folder of different pictures of one size, made of the sample photographs: each is shifted a little from the last. */
export async function samplePictures(folder, { width, height, count }) {
  await mkdir(folder, { recursive: true });
  const sources = (await readdir(SAMPLE, { recursive: true })).filter((name) => name.endsWith('.jpg')).sort();
  for (let i = 0; i < count; i++) {
    const shift = Math.floor(i / sources.length);
    await sharp(path.join(SAMPLE, sources[i % sources.length]))
      .resize(width + shift, height + shift, { position: 'attention' })
      .extract({ left: shift, top: shift, width, height })
      .jpeg({ quality: 92 })
      .toFile(path.join(folder, `${String(i).padStart(5, '0')}.jpg`));
  }
  return { folder, count, files: await filesOf(folder) };
}

const filesOf = async (folder) => (await readdir(folder)).sort().map((name) => path.join(folder, name));
