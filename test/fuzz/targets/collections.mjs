import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { crc32 } from '../../../dist/core/encoding/crc32.js';
import { tableOf } from '../../../dist/dataset/embedding-file/contents.js';
import { writeEmbeddingFile } from '../../../dist/dataset/embedding-file/write.js';
import { EmbeddedStore } from '../../../dist/gallery/embedded/embedded-store.js';
import { openOrCreate } from '../../../dist/gallery/embedded/open-folder.js';
import { repairGallery } from '../../../dist/gallery/embedded/repair.js';
import { encodeClusters } from '../../../dist/pipelines/cluster/clusters-file.js';
import { readEarlierClusters } from '../../../dist/pipelines/cluster/earlier-clusters.js';
import { METADATA } from '../tiny-metadata.mjs';
import { expect } from '../wrong.mjs';

const EMBEDDING = Float32Array.of(0.5, 0.5, 0.5, 0.5);
const PEOPLE = ['Ann', 'Bob', 'Cléo'];

const filesIn = async (folder, names) =>
  Object.fromEntries(await Promise.all(names.map(async (name) => [name, await readFile(path.join(folder, name))])));

/** A gallery of three people, one of them renamed, one face removed. */
async function gallery(parent) {
  const folder = path.join(parent, 'made');
  const store = await openOrCreate(folder, METADATA);
  const faces = PEOPLE.map((person, i) => ({
    person,
    source: { path: `${person}/1.jpg`, sha256: `${i}a`.repeat(32), face: 0 },
    box: null,
    score: 0.9,
    embedding: EMBEDDING,
  }));
  const [first] = await store.enrol(faces);
  await store.remove([first.face.id]);
  await store.rename('Bob', 'Rob');
  const files = await filesIn(folder, ['gallery.json', 'changes-1.log', 'embeddings-1.f32']);
  await rm(folder, { recursive: true });
  return files;
}

/** Lines with the checksums of their JSON. */
function repairLog(bytes) {
  const lines = bytes.toString().split('\n');
  const repaired = lines.map((line) => {
    const [json, sum] = line.split('\t');
    return sum === undefined ? line : `${json}\t${crc32(Buffer.from(json)).toString(16).padStart(8, '0')}`;
  });
  return Buffer.from(repaired.join('\n'));
}

/** What is read is whole; damaged, it can be repaired, and is whole then. */
async function readGallery(_, folder) {
  try {
    await requireWhole(folder);
  } catch (error) {
    await repairGallery(folder);
    await requireWhole(folder);
    throw error;
  }
}

async function requireWhole(folder) {
  const store = await EmbeddedStore.open(folder);
  const faces = await store.faces();
  const embeddings = await store.embeddingsOf(faces);
  for (const embedding of embeddings)
    expect(
      embedding.every((value) => value === 0.5),
      `an embedding of ${embedding}`,
    );
}

/** Groups whose photographs are gone: all that is known of them is in the files. */
async function groups(folder) {
  const rows = PEOPLE.map((person) => ({
    path: `${person}.jpg`,
    className: '',
    face: 0,
    box: null,
    score: 0.9,
    embedding: EMBEDDING,
  }));
  await writeEmbeddingFile(path.join(folder, 'faces.arrow'), tableOf(METADATA, rows));
  const settings = { facekit: '0.1.0', model: METADATA.model, threshold: 0.85, minFaces: 1 };
  const lines = rows.map(({ path: image }, i) => {
    return { group: `person-000${i}`, path: image, face: 0, file: null, distance: 0.1, doubtful: false };
  });
  return {
    ...(await filesIn(folder, ['faces.arrow'])),
    'clusters.jsonl': Buffer.from(encodeClusters(settings, lines)),
  };
}

async function readGroups(_, folder) {
  const { faces } = await readEarlierClusters(folder, folder);
  for (const { embedding } of faces)
    expect(embedding.length === EMBEDDING.length && embedding.every(Number.isFinite), `an embedding of ${embedding}`);
}

export const collectionTargets = {
  gallery: { seeds: async (folder) => [await gallery(folder)], read: readGallery },
  'gallery-log': {
    only: 'changes-1.log',
    seeds: async (folder) => [await gallery(folder)],
    repair: (input) => ({ ...input, 'changes-1.log': repairLog(input['changes-1.log']) }),
    read: (_, folder) => requireWhole(folder),
  },
  clusters: { seeds: async (folder) => [await groups(folder)], read: readGroups },
};
