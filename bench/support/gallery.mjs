import { createHash } from 'node:crypto';
import { openOrCreate } from '../../dist/gallery/embedded/open-folder.js';

const METADATA = {
  facekit: '0.0.0',
  model: { name: 'made-up', sha256: 'fa'.repeat(32) },
  standardisation: 'fixed',
  alignment: { kind: 'box', margin: 32, imageSize: 160 },
  flip: false,
};
export const PER_PERSON = 5;
/** Faces that are enrolled together. */
const TOGETHER = 2000;

/** A new gallery of those faces, five to a person; face n comes from `n.jpg`. */
export async function madeUpGallery(folder, embeddings) {
  const store = await openOrCreate(folder, metadataOf(embeddings[0].length));
  await fill(store, embeddings);
  return store;
}

/** How made-up embeddings of so many numbers are made. */
export const metadataOf = (dimension) => ({ ...METADATA, dimension });

/** Enrols those faces. */
export async function fill(store, embeddings) {
  for (let first = 0; first < embeddings.length; first += TOGETHER)
    await store.enrol(embeddings.slice(first, first + TOGETHER).map((embedding, i) => newFace(embedding, first + i)));
}

/** What is enrolled of face n. */
export const newFace = (embedding, n) => ({
  person: `person ${Math.floor(n / PER_PERSON)}`,
  source: { path: `${n}.jpg`, sha256: createHash('sha256').update(String(n)).digest('hex'), face: 0 },
  box: { x1: 10, y1: 10, x2: 100.5, y2: 120.25 },
  score: 0.99,
  embedding,
});
