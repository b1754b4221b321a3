/** facekit's side of a comparison: the library in a process of its own, as the peers run, or whole runs of the command line. */
import path from 'node:path';
import { createEmbedder } from '../../dist/facenet/create-embedder.js';
import { createDetector } from '../../dist/detectors/create-detector.js';
import { trainSvm } from '../../dist/svm/train.js';
import { madeUpGallery } from '../support/gallery.mjs';
import { readPixels, readVectors, serve } from './peer.mjs';

const task = JSON.parse(process.argv[2]);

const WORK = {
  detect: async ({ threads }) => {
    const images = await readPixels(task);
    const detector = await createDetector({ device: 'cpu', threads });
    return async () => {
      let faces = 0;
      for (const image of images) faces += (await detector.detect(image)).length;
      return faces;
    };
  },
  embed: async ({ model, batch, threads }) => {
    const faces = await readPixels(task);
    const embedder = await createEmbedder({ model, device: 'cpu', threads });
    return async () => {
      const [first] = await embedder.embed(faces, { batchSize: batch });
      return Array.from(first);
    };
  },
  search: async ({ folder, queries, top }) => {
    const vectors = await readVectors(task);
    const store = await madeUpGallery(folder, vectors);
    return async () => {
      let sum = 0;
      for (const query of queries)
        for (const { face } of (await store.nearestFaces([vectors[query]], top)).flat())
          sum += Number(path.parse(face.source.path).name);
      return sum;
    };
  },
  train: async ({ perClass }) => {
    const vectors = await readVectors(task);
    const labels = vectors.map((_, i) => Math.floor(i / perClass));
    return async () => {
      const { counts } = await trainSvm(vectors, labels);
      return counts.reduce((sum, each) => sum + each, 0);
    };
  },
};

await serve(await WORK[task.kind](task));
