import { readFile } from 'node:fs/promises';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { tableOf } from '../../../dist/dataset/embedding-file/contents.js';
import { readEmbeddingFile } from '../../../dist/dataset/embedding-file/read.js';
import { unitLengthRows } from '../../../dist/dataset/embedding-file/unit-length.js';
import { writeEmbeddingFile } from '../../../dist/dataset/embedding-file/write.js';
import { encodeClassifier, parseClassifier } from '../../../dist/recognition/classifier-file.js';
import { createRecognizer } from '../../../dist/recognition/recognizer.js';
import { trainClassifier } from '../../../dist/recognition/train-classifier.js';
import { openEngine } from '../../../dist/tensor/engines/open-engine.js';
import { repairSidecar } from '../repair.mjs';
import { METADATA } from '../tiny-metadata.mjs';
import { expect } from '../wrong.mjs';

const FIXTURES = path.resolve(import.meta.dirname, '../../fixtures');

/** Embeddings of length 1 near one axis for each person. */
const ROWS = Array.from({ length: 12 }, (_, i) => {
  const embedding = Float32Array.from({ length: 4 }, (_, axis) => (axis === i % 3 ? 1 : 0.05 * Math.sin(7 * i + axis)));
  const size = Math.hypot(...embedding);
  const className = ['Ann', 'Bob Example', 'Cléo'][i % 3];
  return {
    path: `people/${className}/${i}.png`,
    className,
    face: 0,
    box: i % 2 === 0 ? null : { x1: 1, y1: 2, x2: 30, y2: 40 },
    score: i % 2 === 0 ? null : 0.99,
    embedding: embedding.map((value) => value / size),
  };
});

/** The files that `embed` writes under a name. */
async function written(name) {
  const folder = await mkdtemp(path.join(tmpdir(), 'facekit-fuzz-seed-'));
  try {
    const files = await writeEmbeddingFile(path.join(folder, name), tableOf(METADATA, ROWS));
    return Object.fromEntries(
      await Promise.all(files.map(async (file) => [path.basename(file), await readFile(file)])),
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function read(input, folder) {
  const name = Object.keys(input).find((file) => /^(e|embeddings|pyarrow)\.(arrow|npy|csv|jsonl)$/.test(file));
  const file = path.join(folder, name);
  const { metadata, rows } = await readEmbeddingFile(file);
  for (const { embedding } of rows) {
    expect(embedding.length === metadata.dimension && embedding.every(Number.isFinite), 'an embedding that is none');
  }
  unitLengthRows(rows, { metadata, file, normalize: true });
}

const fixture = async (...names) =>
  Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(path.join(FIXTURES, 'embedding-file', name))])),
  );

function repair(input) {
  const sidecar = Object.keys(input).find((name) => name.endsWith('.json'));
  if (sidecar === undefined) return input;
  return {
    ...input,
    [sidecar]: repairSidecar(input[sidecar], input[sidecar].length > 0 ? (input[sidecar.slice(0, -5)] ?? '') : ''),
  };
}

async function classifierTexts() {
  const faces = ROWS.map(({ className, embedding }) => ({ name: className, embedding }));
  const trained = await Promise.all(['svm', 'nearest'].map((kind) => trainClassifier(faces, METADATA, { kind })));
  const old = await readFile(path.join(FIXTURES, 'recognition/classifier-version-1.json'));
  return [...trained.map(({ classifier }) => Buffer.from(encodeClassifier(classifier))), old].map((file) => ({ file }));
}

/** Reads a classifier and asks it about a face. */
async function recognize({ file }) {
  const classifier = parseClassifier(file.toString(), 'file');
  const { dimension } = classifier.embeddings;
  if (dimension > 100_000) return;
  const face = Float32Array.from({ length: dimension }, (_, i) => (i === 0 ? 1 : 0));
  const engine = await openEngine({ threads: 1 });
  try {
    const recognizer = await createRecognizer(classifier, engine, {});
    const [{ candidates }] = await recognizer.recognize([face]);
    for (const { probability, distance } of candidates)
      expect(
        probability >= 0 && probability <= 1.000001 && distance >= 0,
        `probability ${probability}, distance ${distance}`,
      );
  } finally {
    await engine.dispose();
  }
}

export const embeddingTargets = {
  arrow: { seeds: async () => [await written('e.arrow'), await fixture('pyarrow.arrow')], read },
  'npy-sidecar': {
    seeds: async () => [
      await written('e.npy'),
      await fixture('embeddings.npy', 'embeddings.npy.json', 'labels.npy', 'label_strings.npy'),
    ],
    read,
    repair,
  },
  csv: { seeds: async () => [await written('e.csv')], read, repair },
  jsonl: { seeds: async () => [await written('e.jsonl')], read },
  classifier: { inMemory: true, seeds: classifierTexts, read: recognize },
};
