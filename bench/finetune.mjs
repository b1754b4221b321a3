/**
 * MobileFaceNet trained further for faces of few pixels: crops reduced to 16 to 24 pixels and enlarged again, beside the crops as they are. How
 * well the model tells strangers of LFW's View 1 (pairsDevTest) apart before and after, on reduced crops and on those as they are.
 *
 *   facekit align lfw lfw_112 --alignment similarity --image-size 112
 *   npm run build && node bench/finetune.mjs lfw_112 --pairs pairsDevTest.txt [--steps 300] [--seed 666] [-- options of facekit train]
 */
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { seededRandom } from '../dist/core/seeded-random.js';
import { parseLfwPairs } from '../dist/evaluation/lfw-pairs.js';
import { decodeImage } from '../dist/image/codec.js';
import { encodePng } from '../dist/image/encode.js';
import { resizeArea } from '../dist/image/resize/area.js';
import { resizeBilinear } from '../dist/image/resize/bilinear.js';
import { runFacekit } from './support/facekit.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    pairs: { type: 'string' },
    steps: { type: 'string', default: '300' },
    seed: { type: 'string', default: '666' },
    threads: { type: 'string', default: '2' },
  },
});
const [crops, ...options] = positionals;
if (!crops || !values.pairs) throw new Error('Expected a folder of crops of 112 pixels, and --pairs');
const [SMALLEST, LARGEST] = [16, 24];

const folder = await mkdtemp(path.join(os.tmpdir(), 'facekit-bench-finetune-'));
process.env.FACEKIT_CACHE = path.join(folder, 'cache');
try {
  await compare();
} finally {
  await rm(folder, { recursive: true });
}

async function compare() {
  const { pairs } = parseLfwPairs(await readFile(values.pairs, 'utf8'));
  const strangers = new Set(pairs.flatMap(({ first, second }) => [first.name, second.name]));
  const [data, reduced] = [path.join(folder, 'training'), path.join(folder, 'reduced')];
  await writeCrops({ data, reduced, strangers });
  const before = await measure('mobilefacenet', reduced);
  const train = ['train', 'triplet', data, '--name', 'trained', '--pretrained-model', 'mobilefacenet'];
  const recipe = ['--people-per-batch', '16', '--images-per-person', '4', '--optimizer', 'momentum'];
  const given = ['--seed', values.seed, '--threads', values.threads, '--lfw-pairs', values.pairs, '--lfw-dir', reduced];
  const length = [
    '--max-nrof-epochs',
    '1',
    '--epoch-size',
    values.steps,
    '--models-base-dir',
    path.join(folder, 'run'),
  ];
  const args = [...train, ...recipe, ...given, ...length, ...options];
  const { seconds } = await runFacekit(args);
  const after = await measure('trained', reduced);
  console.log(
    `load ${os.loadavg()[0].toFixed(1)}, ${values.steps} steps in ${Math.round(seconds)} s; facekit ${args.join(' ')}`,
  );
  console.table({ before, after });
}

/** Crops of strangers reduced; of the others as they are and, beside each, reduced. */
async function writeCrops({ data, reduced, strangers }) {
  const random = seededRandom(Number(values.seed), 1);
  for (const to of [data, reduced]) {
    await mkdir(to);
    await copyFile(path.join(crops, 'alignment.json'), path.join(to, 'alignment.json'));
  }
  for (const person of (await readdir(crops, { withFileTypes: true })).filter((each) => each.isDirectory())) {
    const to = path.join(strangers.has(person.name) ? reduced : data, person.name);
    await mkdir(to);
    for (const name of await readdir(path.join(crops, person.name))) {
      const file = path.join(crops, person.name, name);
      const side = SMALLEST + Math.floor(random() * (LARGEST - SMALLEST + 1));
      const small = await reduce(file, side);
      if (strangers.has(person.name)) await writeFile(path.join(to, name), small);
      else {
        await copyFile(file, path.join(to, name));
        await writeFile(path.join(to, `reduced-${name}`), small);
      }
    }
  }
}

async function reduce(file, side) {
  const image = await decodeImage(file);
  return encodePng(resizeBilinear(resizeArea(image, side, side), image.width, image.height));
}

async function measure(model, reduced) {
  const figures = {};
  for (const [what, dir] of Object.entries({ 'as they are': crops, reduced })) {
    const args = ['validate-lfw', dir, '--model', model, '--lfw-pairs', values.pairs, '--json'];
    const { stdout } = await runFacekit(args);
    const report = JSON.parse(stdout);
    figures[`${what}: accuracy`] = report.accuracy.mean;
    figures[`${what}: AUC`] = report.areaUnderCurve;
  }
  return figures;
}
