/** facekit's side of a comparison: the library in a process of its own, as the peers run, or whole runs of the command line. */
import { readFile } from 'node:fs/promises';
import { createEmbedder } from '../../dist/facenet/create-embedder.js';
import { createDetector } from '../../dist/detectors/create-detector.js';
import { trainSvm } from '../../dist/svm/train.js';
import { readPixels, serve } from './peer.mjs';

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
  train: async ({ samples, dimension, perClass }) => {
    const numbers = new Float32Array((await readFile(samples)).buffer);
    const count = numbers.length / dimension;
    const vectors = Array.from({ length: count }, (_, i) => numbers.subarray(i * dimension, (i + 1) * dimension));
    const labels = vectors.map((_, i) => Math.floor(i / perClass));
    return async () => {
      const { counts } = await trainSvm(vectors, labels);
      return counts.reduce((sum, each) => sum + each, 0);
    };
  },
};

await serve(await WORK[task.kind](task));
