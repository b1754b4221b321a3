import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { bytesOf, findImageFiles } from '../../../dist/dataset/image-files.js';
import { extractImages } from '../../../dist/dataset/pull/extract-images.js';
import { packTar, repairTar, tar } from '../tar.mjs';
import { expect } from '../wrong.mjs';

const ENTRIES = [
  ['lfw/', '', '5'],
  ['lfw/Ann/', '', '5'],
  ['lfw/Ann/Ann_0001.jpg', 'one'],
  ['lfw/Ann/Ann_0002.jpg', 'x'.repeat(700)],
  ['lfw/Bob/Bob_0001.jpg', '', '2', '../../../victim.png'],
  ['lfw/Bob/Bob_0002.jpg', '', '1', 'lfw/Ann/Ann_0001.jpg'],
  ['lfw/Bob/Bob_0003.jpg', 'three'],
];
const LONG_NAME = `lfw/${'n'.repeat(90)}/image_0001.jpg`;

/** Changed before it is packed, so that the checksum of gzip holds. */
const packed = async (input, folder) => {
  await extract(packTar(input['archive.tar']), folder);
};

async function extract(bytes, folder) {
  const archive = path.join(folder, 'archive.tgz');
  const output = path.join(folder, 'output');
  await writeFile(archive, bytes);
  const images = await extractImages(archive, output, { signal: new AbortController().signal });
  const found = (await readdir(output, { recursive: true, withFileTypes: true })).filter(
    (entry) => !entry.isDirectory(),
  );
  expect(
    found.every((entry) => entry.isFile()),
    'something else than a file was made',
  );
  expect(found.length <= images, `${images} images, ${found.length} files`);
}

/** An archive in the place of a folder. */
async function readAsFolder(input, folder) {
  const archive = path.join(folder, 'archive.tar');
  await writeFile(archive, input['archive.tar']);
  for (const image of await findImageFiles([archive], folder)) {
    expect(image.file === archive || image.file.startsWith(`${archive}/`), `${image.file} lies outside`);
    if (!image.problem) await bytesOf(image);
  }
}

export const archiveTargets = {
  'tar-folder': {
    inMemory: true,
    seeds: () => archiveTargets.tar.seeds(),
    repair: (input) => archiveTargets.tar.repair(input),
    read: readAsFolder,
  },
  tar: {
    inMemory: true,
    seeds: async () => [
      { 'archive.tar': tar(ENTRIES) },
      { 'archive.tar': tar([[`././@LongLink`, `${LONG_NAME}\0`, 'L'], [LONG_NAME, 'long'], ...ENTRIES]) },
      { 'archive.tar': tar([['pax', '30 path=lfw/Cleo/Cleo_0001.jpg\n', 'x'], ['lfw/x/x.jpg', 'pax'], ...ENTRIES]) },
    ],
    repair: (input) => ({ 'archive.tar': repairTar(input['archive.tar']) }),
    read: packed,
  },
  tgz: {
    inMemory: true,
    seeds: async () => [{ 'archive.tgz': packTar(tar(ENTRIES)) }],
    read: (input, folder) => extract(input['archive.tgz'], folder),
  },
};
