import { createHash } from 'node:crypto';
import path from 'node:path';
import { EmbeddedStore } from '../dist/gallery/embedded/embedded-store.js';
import { openOrCreate } from '../dist/gallery/embedded/open-folder.js';
import { measure } from '../dist/pipelines/bench/measure.js';
import { syntheticEmbeddings } from './support/embeddings.mjs';

const METADATA = {
  facekit: '0.0.0',
  model: { name: 'made-up', sha256: 'fa'.repeat(32) },
  standardisation: 'fixed',
  alignment: { kind: 'box', margin: 32, imageSize: 160 },
  flip: false,
};
const PER_PERSON = 5;
/** Faces that are enrolled together. */
const TOGETHER = 2000;

/** A gallery of 100,000 made-up faces: opening it, the ten nearest faces, the nearest people, and enrolling one more. */
export async function* gallery({ folder, quick }) {
  const classes = quick ? 2000 : 20_000;
  const embeddings = syntheticEmbeddings({ classes, perClass: PER_PERSON }).map(({ embedding }) => embedding);
  const place = path.join(folder, 'gallery');
  const store = await openOrCreate(place, { ...METADATA, dimension: embeddings[0].length });
  for (let first = 0; first < embeddings.length; first += TOGETHER)
    await store.enrol(embeddings.slice(first, first + TOGETHER).map((embedding, i) => newFace(embedding, first + i)));
  const faces = `${embeddings.length} faces`;
  const few = { seconds: 0, leastRuns: 5 };
  const many = { seconds: 2 };
  yield measure({ name: `gallery, open, ${faces}`, count: 1 }, () => EmbeddedStore.open(place), few);
  const query = [embeddings[1]];
  yield measure({ name: `gallery, 10 nearest of ${faces}`, count: 1 }, () => store.nearestFaces(query, 10), many);
  yield measure(
    { name: `gallery, nearest people of ${faces}`, count: 1 },
    () => store.nearestPeople(query, { top: 2, rule: 'nearest-and-mean' }),
    many,
  );
  let next = embeddings.length;
  yield measure(
    { name: `gallery, enrol one, ${faces}`, count: 1 },
    () => store.enrol([newFace(embeddings[0], next++)]),
    many,
  );
}

const newFace = (embedding, i) => ({
  person: `person ${Math.floor(i / PER_PERSON)}`,
  source: { path: `${i}.jpg`, sha256: createHash('sha256').update(String(i)).digest('hex'), face: 0 },
  box: { x1: 10, y1: 10, x2: 100.5, y2: 120.25 },
  score: 0.99,
  embedding,
});
