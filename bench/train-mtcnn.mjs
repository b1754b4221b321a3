/**
 * MTCNN's networks from scratch, by facekit and by PyTorch on the same windows: how many faces of other photographs they find, and how exact their
 * landmarks are, beside untrained networks and those that come with facekit.
 *
 *   npm run build && node bench/train-mtcnn.mjs pnet|rnet|onet PHOTOGRAPHS --annotations FILE --out FOLDER --val PHOTOGRAPHS --val-annotations PLACE
 *     [--landmark-photographs FOLDER] [--steps N] [--batch-size N] [--samples N] [--rate X] [--threads 1] [--every 3] [--together | --measure]
 *
 * Of the photographs of `--val` every third is looked at. `--together` lets both train at the same time, for a machine that has cores for that: times of
 * steps are of no use then. `--measure` looks at the detectors of an earlier run. The R-Net is trained on the P-Net in FOLDER, the O-Net on both:
 * begin with the P-Net. `--landmark-photographs` are photographs, not trained on, whose landmarks are compared with those of the networks that come with facekit. Needed on Debian: apt-get install python3-torch python3-numpy
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { overlapOf } from '../dist/core/box.js';
import { seededRandom } from '../dist/core/seeded-random.js';
import { readTrainedMtcnn } from '../dist/detectors/detector-file.js';
import { decodeImage } from '../dist/image/codec.js';
import { mergeHeads } from '../dist/mtcnn/merge-heads.js';
import { transposeKernels } from '../dist/mtcnn/transpose-kernels.js';
import { collectStores } from '../dist/pipelines/train-mtcnn/collect-stores.js';
import { writeDetector } from '../dist/pipelines/train-mtcnn/detector-output.js';
import { readLabelled } from '../dist/pipelines/training-photographs/labelled-photographs.js';
import { openTraining, trainableNetwork } from '../dist/pipelines/train-mtcnn/open-training.js';
import { readPhotographs } from '../dist/pipelines/train-mtcnn/read-photographs.js';
import { takeSteps } from '../dist/pipelines/train-mtcnn/take-steps.js';
import { openEngine } from '../dist/tensor/engines/open-engine.js';
import { initialParameters } from '../dist/tensor/training/network/trained-parameters.js';
import { batchGroups } from '../dist/training/mtcnn/batch.js';
import { GROUP_RATIO } from '../dist/training/mtcnn/sample-store.js';
import { MTCNN_NETWORKS, WINDOW_SIDES } from '../dist/training/mtcnn/targets.js';
import { countFound, noCounts, openStages } from './support/mtcnn-recall.mjs';
import { PYTHON, withThreads } from './support/python.mjs';
import { textOptions } from './support/text-options.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    ...textOptions({ out: undefined, val: undefined, 'val-annotations': undefined, 'landmark-photographs': undefined }),
    ...textOptions({ steps: '3000', 'batch-size': '32', samples: '20000', rate: '0.03', seed: '666' }),
    ...textOptions({ threads: '1', every: '3' }),
    annotations: { type: 'string', multiple: true },
    together: { type: 'boolean', default: false },
    measure: { type: 'boolean', default: false },
  },
});
const [network, folder] = positionals;
const { out } = values;
mkdirSync(out, { recursive: true });
const threads = Number(values.threads);
const seed = Number(values.seed);
const place = MTCNN_NETWORKS.indexOf(network);
const fileOf = (name, who = 'facekit') => path.join(out, `${name}-${who}.safetensors`);
const steps = Number(values.steps);
const settings = {
  ...{ network, folder, annotations: values.annotations, output: fileOf(network), fineTune: false, resume: false },
  ...{ base: place > 0 ? fileOf(MTCNN_NETWORKS[place - 1]) : undefined, steps, seed, threads },
  ...{ positives: Number(values['batch-size']), samples: Number(values.samples), hardThresholds: [0.6, 0.7] },
  ...{ optimiser: 'momentum', weightDecay: 0.0005, checkpointSteps: Infinity },
  learningRate: { kind: 'decaying', rate: Number(values.rate), factor: 0.1, epochs: steps / 3 },
};
const silent = { collects() {}, photograph() {}, trains() {}, step() {}, notices: console.error };
const world = { listener: silent, signal: new AbortController().signal };
const run = { settings, world };

const base = await readTrainedMtcnn(settings.base);
const upright = transposeKernels(mergeHeads(base.weights));
if (!values.measure) await trainAll();
await evaluate();

async function trainAll() {
  const start = clock();
  const stores = await collectStores(await readPhotographs(run), base.weights, run);
  console.log(`${network}: windows ${JSON.stringify(stores.training.counts())}, ${told(start)}`);
  await write('untrained', initialParameters(trainableNetwork(network), seededRandom(seed, 99)));
  const trainings = [trainThere, trainHere];
  if (values.together)
    for (const words of await Promise.all(trainings.map((train) => train(stores.training)))) console.log(words);
  else for (const train of trainings) console.log(await train(stores.training));
}

function write(who, parameters) {
  const weights = new Map([...upright, ...parameters]);
  return writeDetector({ ...settings, output: fileOf(network, who) }, weights, { steps, trained: base.trained });
}

/** Processor time of this process and the clock, in seconds. */
function clock() {
  const { user, system } = process.cpuUsage();
  return { cpu: (user + system) / 1e6, wall: performance.now() / 1000 };
}

function told(since) {
  const now = clock();
  return `${(now.cpu - since.cpu).toFixed(0)} s of processor time, ${(now.wall - since.wall).toFixed(0)} s by the clock, load ${os.loadavg()[0].toFixed(1)}`;
}

async function trainHere(store) {
  const groups = batchGroups(network, settings.positives);
  const engine = await openEngine({ device: 'cpu', threads });
  const training = await openTraining(engine, settings, { groups, upright, checkpoint: undefined });
  const since = clock();
  let [last, least, loss] = [performance.now(), Infinity, NaN];
  const step = (_, losses) => {
    const now = performance.now();
    [least, last, loss] = [Math.min(least, now - last), now, losses.loss];
  };
  const tools = { settings, store, groups, recipe: {} };
  await takeSteps(training, { ...tools, world: { ...world, listener: { ...silent, step } } });
  const words = told(since);
  await write('facekit', training.parameters());
  await engine.dispose();
  return `facekit: ${steps} steps of ${groups.length} windows, ${words}; quickest step ${least.toFixed(1)} ms; last loss ${loss.toFixed(4)}`;
}

/** The same windows to PyTorch. */
async function trainThere(store) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'facekit-bench-mtcnn-'));
  try {
    const ratio = { ...GROUP_RATIO };
    if (network !== 'onet') delete ratio.landmark;
    for (const group of Object.keys(ratio)) dump(folder, store, group);
    const task = { network, side: WINDOW_SIDES[network], ratio, positives: settings.positives, steps, threads, seed };
    const rates = { rate: Number(values.rate), weightDecay: settings.weightDecay };
    writeFileSync(path.join(folder, 'task.json'), JSON.stringify({ ...task, ...rates }));
    const { cpuSeconds, milliseconds, loss } = JSON.parse(await python(folder));
    await write('torch', readTwin(folder));
    return `PyTorch: ${cpuSeconds.toFixed(0)} s of processor time; quickest step ${milliseconds.toFixed(1)} ms; last loss ${loss.toFixed(4)}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function dump(folder, store, group) {
  const samples = store.of(group);
  const save = (what, parts) => writeFileSync(path.join(folder, `${group}-${what}.bin`), Buffer.concat(parts));
  const floats = (numbers) => Buffer.from(Float32Array.from(numbers).buffer);
  save(
    'pixels',
    samples.map(({ pixels }) => pixels),
  );
  save(
    'boxes',
    samples.map(({ face }) => floats(face ? [face.box.x1, face.box.y1, face.box.x2, face.box.y2] : [0, 0, 1, 1])),
  );
  save(
    'points',
    samples.map(({ face }) => floats(face?.landmarks?.flatMap(({ x, y }) => [x, y]) ?? new Array(10).fill(0))),
  );
}

function python(folder) {
  const script = path.join(import.meta.dirname, 'peers/mtcnn_train_torch.py');
  const child = spawn(PYTHON, [script, folder], {
    env: withThreads(threads),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (part) => (text += part));
  return new Promise((resolve, reject) =>
    child.on('close', (code) => (code === 0 ? resolve(text) : reject(new Error(`PyTorch ended with ${code}`)))),
  );
}

function readTwin(folder) {
  const bytes = readFileSync(path.join(folder, 'twin.bin'));
  const numbers = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  let at = 0;
  return new Map(
    JSON.parse(readFileSync(path.join(folder, 'twin.json'), 'utf8')).map(({ name, shape }) => {
      const size = shape.reduce((a, b) => a * b, 1);
      at += size;
      return [name, { shape, data: numbers.slice(at - size, at) }];
    }),
  );
}

async function evaluate() {
  const { signal } = world;
  const labelled = await readLabelled(
    { folder: values.val, annotations: values['val-annotations'] },
    { signal, smallest: 20, onMissing() {} },
  );
  const photographs = labelled.filter((_, i) => i % Number(values.every) === 0);
  const stages = {};
  for (const who of ['untrained', 'facekit', 'torch'])
    if (existsSync(fileOf(network, who))) stages[who] = await openStages(fileOf(network, who), threads);
  stages['comes with facekit'] = await openStages(undefined, threads);
  const counts = Object.fromEntries(Object.keys(stages).map((who) => [who, noCounts()]));
  for (const { image, faces } of photographs) {
    const picture = await decodeImage(readFileSync(image.file));
    const wanted = faces
      .filter(({ ignored }) => !ignored)
      .map(({ box }) => ({ box, side: Math.max(box.x2 - box.x1, box.y2 - box.y1) }));
    for (const [who, { find }] of Object.entries(stages)) countFound(wanted, await find(picture, network), counts[who]);
  }
  const errors = network === 'onet' ? await landmarkErrors(stages) : {};
  const rows = Object.entries(counts).map(([who, { boxes, 20: all, 40: large }]) => ({
    network: who,
    [`of ${all.faces} faces`]: Number((all.found / all.faces).toFixed(3)),
    [`of ${large.faces} from 40 pixels`]: Number((large.found / large.faces).toFixed(3)),
    'boxes a photograph': Number((boxes / photographs.length).toFixed(1)),
    ...errors[who],
  }));
  console.log(`${photographs.length} photographs of ${values.val}, overlap of a half, 50 boxes at most:`);
  console.table(rows);
  for (const each of Object.values(stages)) await each.dispose();
}

/** Mean distance of a landmark from that of the networks that come with facekit, as a share of the distance of the eyes. */
async function landmarkErrors(stages) {
  const folder = values['landmark-photographs'];
  if (folder === undefined) return {};
  const { walkImages } = await import('../dist/dataset/walk.js');
  const { images } = await walkImages(folder);
  const sums = Object.fromEntries(Object.keys(stages).map((who) => [who, { sum: 0, count: 0, faces: 0 }]));
  let faces = 0;
  for (const { path: name } of images) {
    const picture = await decodeImage(readFileSync(path.join(folder, name)));
    const [wanted] = await stages['comes with facekit'].find(picture, 'onet');
    if (!wanted) continue;
    faces++;
    const [left, right] = wanted.landmarks;
    const eyes = Math.hypot(left.x - right.x, left.y - right.y);
    for (const [who, { find }] of Object.entries(stages)) {
      const found = (await find(picture, 'onet')).find(({ box }) => overlapOf(box, wanted.box) >= 0.5);
      if (!found) continue;
      sums[who].faces++;
      found.landmarks.forEach(({ x, y }, i) => {
        sums[who].sum += Math.hypot(x - wanted.landmarks[i].x, y - wanted.landmarks[i].y) / eyes;
        sums[who].count++;
      });
    }
  }
  return Object.fromEntries(
    Object.entries(sums).map(([who, { sum, count, faces: found }]) => [
      who,
      { 'landmarks off by': Number((sum / count).toFixed(4)), [`of ${faces} first faces`]: found },
    ]),
  );
}
