/**
 * Steps of training: facekit's graph on ONNX Runtime and PyTorch, the same network, weights and photographs. How far loss and gradients are from
 * PyTorch in double precision, and how long a step takes, in turns.
 *
 *   npm run build && node bench/training.mjs CROPS [--threads 2] [--rounds 3]
 *
 * CROPS is a folder of class folders of crops of 160 pixels. Needed on Debian: apt-get install python3-torch python3-numpy
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { formsFromScratch } from '../dist/facenet/networks/trainable-embedder.js';
import { describeEmbedder } from '../dist/facenet/networks/open-embedding-network.js';
import { toSize } from '../dist/facenet/embedder.js';
import { decodeImage } from '../dist/image/codec.js';
import { seededRandom } from '../dist/core/seeded-random.js';
import { describeNetwork, images as imageBatch } from '../dist/tensor/describe.js';
import { openEngine } from '../dist/tensor/engines/open-engine.js';
import { softmaxCrossEntropy } from '../dist/tensor/training/losses/cross-entropy.js';
import { tripletLoss } from '../dist/tensor/training/losses/triplet.js';
import { layoutOf } from '../dist/tensor/training/network/layout.js';
import { initialParameters } from '../dist/tensor/training/network/trained-parameters.js';
import { toTrainable } from '../dist/tensor/training/network/trainable.js';
import { createOptimiser } from '../dist/tensor/training/optimisers/facenet.js';
import { openTrainingStep } from '../dist/tensor/training/step/training-step.js';
import { PYTHON, withThreads } from './support/python.mjs';
import { textOptions } from './support/text-options.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: textOptions({ threads: '2', rounds: '3' }),
});
const [crops] = positionals;
if (!crops) throw new Error('Expected a folder of class folders of crops');
const threads = Number(values.threads);
const STEPS = 5;

/** O-Net's shape with batch norm, as a classifier of two. */
const onetShape = describeNetwork('onet-shape', imageBatch(48, 48), (image) => {
  let x = image.standardise('fixed');
  const pools = [
    { kernel: 3, stride: 2, padding: 'same' },
    { kernel: 3, stride: 2 },
    { kernel: 2, stride: 2 },
  ];
  for (const [i, filters] of [32, 64, 64].entries())
    x = x
      .conv(`conv${i + 1}`, { kernel: 3, filters })
      .relu()
      .maxPool(pools[i]);
  x = x.conv('conv4', { kernel: 2, filters: 128 }).relu().dense('dense', { units: 256 }).relu();
  return { logits: x.dense('classes', { units: 2 }) };
});
const facenet = describeEmbedder({ architecture: 'inception-resnet-v1', dimension: 128 }, 'fixed');
const withNorms = ({ op, layer }) =>
  op === 'conv' || layer === 'dense' ? { batchNorm: { epsilon: 0.001, gamma: true } } : {};
const CASES = [
  { network: toTrainable(onetShape, withNorms), batch: 16, optimiser: 'sgd', rate: 0.01 },
  {
    network: toTrainable(facenet, formsFromScratch('inception-resnet-v1')),
    batch: 12,
    optimiser: 'adagrad',
    rate: 0.01,
  },
];

const rows = [];
for (const each of CASES) rows.push(await measure(each));
console.log(
  `load ${os.loadavg()[0].toFixed(1)}, ${threads} threads, ${values.rounds} rounds of ${STEPS} steps, least of each`,
);
console.table(rows);

async function measure({ network, batch, optimiser, rate }) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'facekit-bench-training-'));
  try {
    const images = await readImages(batch, network.input.shape[1]);
    const parameters = initialParameters(network, seededRandom(666, 0));
    write(folder, { network, parameters, images, batch, optimiser, rate });
    let facekit, torch;
    for (let round = 0; round < Number(values.rounds); round++) {
      facekit = least(facekit, await trainHere({ network, parameters, images, batch, optimiser, rate }, folder));
      torch = least(torch, trainThere(folder, round === 0));
    }
    return {
      network: network.name,
      batch,
      'facekit ms': Math.round(facekit.milliseconds),
      'torch ms': Math.round(torch.milliseconds),
      ratio: ratioOf(facekit, torch, 'milliseconds'),
      'by processor time': ratioOf(facekit, torch, 'processor'),
      'loss − f64': Math.abs(facekit.loss - torch.exact).toExponential(1),
      'torch f32 − f64': Math.abs(torch.loss - torch.exact).toExponential(1),
      'gradients (median, max)': torch.errors.facekit.map((e) => e.toExponential(1)).join(', '),
      "torch f32's": torch.errors.torch.map((e) => e.toExponential(1)).join(', '),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function least(before, now) {
  if (!before) return now;
  const least = (what) => Math.min(before[what], now[what]);
  return { ...before, milliseconds: least('milliseconds'), processor: least('processor') };
}

function ratioOf(facekit, torch, what) {
  return Number((facekit[what] / torch[what]).toFixed(2));
}

/** Two images of each of the first people who have two. */
async function readImages(count, side) {
  const files = readdirSync(crops)
    .sort()
    .map((name) => path.join(crops, name))
    .filter((person) => !path.extname(person))
    .map((person) =>
      readdirSync(person)
        .sort()
        .slice(0, 2)
        .map((name) => path.join(person, name)),
    )
    .filter((pair) => pair.length === 2)
    .flat()
    .slice(0, count);
  const data = new Uint8Array(count * side * side * 3);
  for (const [i, file] of files.entries()) data.set(toSize(await decodeImage(file), side).data, i * side * side * 3);
  return { shape: [count, side, side, 3], data };
}

function write(folder, { network, parameters, images, ...rest }) {
  const { nodes, outputs } = network;
  const index = Array.from(parameters, ([name, { shape }]) => ({ name, shape }));
  writeFileSync(
    path.join(folder, 'task.json'),
    JSON.stringify({ nodes, outputs, index, images: images.shape, threads, steps: STEPS, ...rest }),
  );
  writeFileSync(path.join(folder, 'images.bin'), images.data);
  writeFileSync(path.join(folder, 'parameters.bin'), Buffer.concat(Array.from(parameters.values(), bytesOf)));
}

function bytesOf({ data }) {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}

/** Pairs of neighbours, and the next pair's first as the negative; or classes in turns. */
function lossOf(network, batch) {
  const floats = (values) => ({ shape: [values.length], data: Float32Array.from(values) });
  if (network.outputs.logits)
    return {
      loss: (tape, { logits }) => ({ total: softmaxCrossEntropy(tape, logits, tape.input('labels', [batch])) }),
      feeds: { labels: floats(Array.from({ length: batch }, (_, i) => i % 2)) },
    };
  const anchors = Array.from({ length: batch / 2 }, (_, i) => 2 * i);
  return {
    loss(tape, { embedding }) {
      const [a, p, n] = ['a', 'p', 'n'].map((name) => tape.input(name, [batch / 2]));
      return { total: tripletLoss(tape, embedding, { anchors: a, positives: p, negatives: n, alpha: 0.2 }).loss };
    },
    feeds: { a: floats(anchors), p: floats(anchors.map((i) => i + 1)), n: floats(anchors.map((i) => (i + 2) % batch)) },
  };
}

async function trainHere({ network, parameters, images, batch, optimiser, rate }, folder) {
  const engine = await openEngine({ device: 'cpu', threads });
  const { loss, feeds } = lossOf(network, batch);
  const plan = { network, batch, loss, optimiser: createOptimiser(optimiser) };
  const inputs = { images, ...feeds };
  const exact = await openTrainingStep(engine, { ...plan, gradients: true }, { parameters });
  const first = await exact.step(inputs, rate);
  const layout = layoutOf(network);
  const gradients = Object.entries(first)
    .filter(([name]) => name.startsWith('gradient '))
    .map(([name, tensor]) => [name.slice('gradient '.length), tensor])
    .map(([name, tensor]) => [name, layout.toStored(name, tensor)]);
  const names = gradients.map(([name, { shape }]) => ({ name, shape }));
  writeFileSync(path.join(folder, 'gradients.json'), JSON.stringify(names));
  writeFileSync(path.join(folder, 'gradients.bin'), Buffer.concat(gradients.map(([, tensor]) => bytesOf(tensor))));
  await exact.dispose();
  const training = await openTrainingStep(engine, plan, { parameters });
  let milliseconds = Infinity;
  let processor = Infinity;
  for (let step = 0; step < STEPS; step++) {
    const [start, used] = [performance.now(), process.cpuUsage()];
    await training.step(inputs, rate);
    milliseconds = Math.min(milliseconds, performance.now() - start);
    const { user, system } = process.cpuUsage(used);
    processor = Math.min(processor, (user + system) / 1000);
  }
  await engine.dispose();
  return { loss: first.loss.data[0], milliseconds, processor };
}

function trainThere(folder, exact) {
  const script = path.join(import.meta.dirname, 'peers/training_torch.py');
  const { stdout, stderr, status } = spawnSync(PYTHON, [script, folder, ...(exact ? ['exact'] : [])], {
    env: withThreads(threads),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}
