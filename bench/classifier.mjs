import { openOnnxRuntime } from '../dist/tensor/onnx/runtime.js';
import { createBatchPredictor } from '../dist/svm/batch-predictor.js';
import { trainSvm } from '../dist/svm/train.js';
import { measure } from '../dist/pipelines/bench/measure.js';
import { syntheticEmbeddings, writeSynthetic } from './support/embeddings.mjs';
import { measureFacekit } from './support/facekit.mjs';

/** Training on 100 people with 20 embeddings each, and naming 10,000 embeddings: the library, then whole runs of the commands. */
export async function* classifier({ folder, quick }) {
  const [classes, faces] = quick ? [20, 1000] : [100, 10_000];
  const training = syntheticEmbeddings({ classes, perClass: 20 });
  const unknown = syntheticEmbeddings({ classes, perClass: faces / classes, stream: 1 });
  yield* library(training, unknown);
  yield* commands(training, unknown, folder);
}

async function* library(training, unknown) {
  const [samples, labels] = [training.map(({ embedding }) => embedding), training.map(({ label }) => label)];
  let model;
  yield measure(
    { name: `train SVM, ${classesOf(training)} classes`, count: samples.length },
    async () => (model = await trainSvm(samples, labels)),
    { seconds: 0, leastRuns: 3 },
  );
  const engine = await openOnnxRuntime({ device: 'cpu' });
  const predictor = await createBatchPredictor(model, engine);
  const vectors = unknown.map(({ embedding }) => embedding);
  yield measure(
    { name: `predict by SVM, ${classesOf(training)} classes`, count: vectors.length },
    () => predictor.predict(vectors),
    { seconds: 0, leastRuns: 3 },
  );
  await engine.dispose();
}

async function* commands(training, unknown, folder) {
  const [known, others, file] = ['known.arrow', 'others.arrow', 'classifier.json'].map((name) => `${folder}/${name}`);
  await writeSynthetic(known, training);
  await writeSynthetic(others, unknown);
  const classes = `${classesOf(training)} classes`;
  yield measureFacekit({ name: `train-classifier, ${classes}`, count: training.length }, () => [
    'train-classifier',
    known,
    file,
    '--quiet',
  ]);
  yield measureFacekit(
    { name: `classify, ${classes}`, count: unknown.length },
    () => ['classify', file, others, '--quiet'],
    { runs: 3 },
  );
}

const classesOf = (rows) => new Set(rows.map(({ label }) => label)).size;
