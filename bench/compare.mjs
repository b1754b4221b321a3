import path from 'node:path';
import { alignForModel } from '../dist/facenet/align-for-model.js';
import { createEmbedder } from '../dist/facenet/create-embedder.js';
import { decodeImage } from '../dist/image/codec.js';
import { createDetector } from '../dist/mtcnn/create-detector.js';
import { runCommand, time } from './support/measure.mjs';

const ROOT = path.resolve(import.meta.dirname, '..');
const PHOTOGRAPHS = ['Guest/Guest_0001.jpg', 'Guest/Guest_0002.jpg'].map((name) =>
  path.join(ROOT, 'datasets/sample', name),
);
const MODELS = ['mobilefacenet', 'facenet-vggface2'];

/** Comparing two photographs: whole cold runs of the command with each model that is installed, and where the time goes. */
export async function benchCompare({ runs = 5 } = {}) {
  const results = [];
  for (const model of MODELS) {
    try {
      results.push({ model, cold: await coldRuns(model, runs), stages: await stages(model) });
    } catch (error) {
      results.push({ model, missing: error.message.trim().split('\n').at(-1) });
    }
  }
  return results;
}

/** Seconds of whole processes, and their peak memory in MB. */
async function coldRuns(model, runs) {
  const args = [path.join(ROOT, 'bin/facekit.js'), 'compare', ...PHOTOGRAPHS, '--model', model, '--quiet'];
  const measured = [];
  for (let i = 0; i < runs; i++) measured.push(await runCommand(process.execPath, args));
  const seconds = measured.map((run) => run.seconds).sort((a, b) => a - b);
  return {
    median: seconds[Math.floor((runs - 1) / 2)],
    low: seconds[0],
    high: seconds.at(-1),
    peakMemory: Math.max(...measured.map(({ peakMemory }) => peakMemory)),
  };
}

/** Milliseconds of each stage in a warm process, of one photograph; `embedTwo` is of two faces. */
async function stages(model) {
  const loads = { runs: 3, burnIn: 1 };
  const openDetector = await time(async () => (await createDetector()).dispose(), loads);
  const openEmbedder = await time(async () => (await createEmbedder({ model })).dispose(), loads);
  const [detector, embedder] = [await createDetector(), await createEmbedder({ model })];
  const images = await Promise.all(PHOTOGRAPHS.map((file) => decodeImage(file)));
  const [face] = await detector.detect(images[0]);
  const align = () => alignForModel(images[0], face, embedder.info, { margin: 44 });
  const crops = [align(), align()];
  const result = {
    openDetector,
    openEmbedder,
    decode: await time(() => decodeImage(PHOTOGRAPHS[0]), { runs: 10 }),
    detect: await time(() => detector.detect(images[0]), { runs: 10 }),
    align: await time(align, { runs: 10 }),
    embedTwo: await time(() => embedder.embed(crops), { runs: 10 }),
  };
  await Promise.all([detector.dispose(), embedder.dispose()]);
  return result;
}
