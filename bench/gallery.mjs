import path from 'node:path';
import { EmbeddedStore } from '../dist/gallery/embedded/embedded-store.js';
import { measure } from '../dist/pipelines/bench/measure.js';
import { syntheticEmbeddings } from './support/embeddings.mjs';
import { madeUpGallery, newFace, PER_PERSON } from './support/gallery.mjs';

/** A gallery of 100,000 made-up faces, or of FACES in the environment: opening it, the ten nearest faces, the nearest people, and enrolling one more. */
export async function* gallery({ folder, quick }) {
  const classes = Number(process.env.FACES ?? (quick ? 10_000 : 100_000)) / PER_PERSON;
  const embeddings = syntheticEmbeddings({ classes, perClass: PER_PERSON }).map(({ embedding }) => embedding);
  const place = path.join(folder, 'gallery');
  const store = await madeUpGallery(place, embeddings);
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
