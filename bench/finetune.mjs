/**
 * MobileFaceNet trained further for faces of few pixels: crops reduced to 16 to 24 pixels and enlarged again. How well the model tells the people of
 * LFW's View 1 (pairsDevTest) apart before and after three epochs whose rate falls, on crops as they are and on reduced ones, which are made anew for
 * each of `--draws`; one training for each of `--seeds`.
 *
 *   facekit align lfw lfw_112 --alignment similarity --image-size 112
 *   npm run build && node bench/finetune.mjs lfw_112 --pairs pairsDevTest.txt [--command distil] [--steps 120] [--seeds 1,2,3] [--draws 3] [-- options of it]
 */
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { seededRandom } from '../dist/core/seeded-random.js';
import { parseLfwPairs } from '../dist/evaluation/lfw-pairs.js';
import { decodeImage } from '../dist/image/codec.js';
import { encodePng } from '../dist/image/encode.js';
import { degrade } from '../dist/training/augmentation/degrade.js';
import { runFacekit } from './support/facekit.mjs';
import { temporaryCache } from './support/temporary-cache.mjs';
import { textOptions } from './support/text-options.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: textOptions({ pairs: undefined, command: 'distil', steps: '120', seeds: '1,2,3', draws: '3', threads: '2' }),
});
const [crops, ...options] = positionals;
if (!crops || !values.pairs) throw new Error('Expected a folder of crops of 112 pixels, and --pairs');
const ALL = { share: 1, smallest: 16, largest: 24 };
const countTo = (text) => Array.from({ length: Number(text) }, (_, i) => i + 1);

const folder = temporaryCache('finetune');
await compare();

async function compare() {
  const { pairs } = parseLfwPairs(await readFile(values.pairs, 'utf8'));
  const heldOut = [...new Set(pairs.flatMap(({ first, second }) => [first.name, second.name]))];
  const draws = [];
  for (const draw of countTo(values.draws)) draws.push(await writeReduced(heldOut, draw));
  const rows = { before: await measure('mobilefacenet', draws) };
  for (const seed of values.seeds.split(',')) {
    const name = `seed-${seed}`;
    const args = trainingOf(name, seed);
    const { seconds } = await runFacekit(args);
    console.log(`${Math.round(seconds)} s, load ${os.loadavg()[0].toFixed(1)}: facekit ${args.join(' ')}`);
    rows[name] = await measure(name, draws);
    console.table(rows);
  }
}

/** The people of the pairs are left out of the training. */
function trainingOf(name, seed) {
  const start = ['train', values.command, crops, '--name', name, '--pretrained-model', 'mobilefacenet'];
  const length = ['--max-nrof-epochs', '3', '--epoch-size', String(Math.ceil(Number(values.steps) / 3))];
  const decay = ['--learning-rate-decay-epochs', '1', '--learning-rate-decay-factor', '0.3'];
  const places = ['--lfw-pairs', values.pairs, '--models-base-dir', path.join(folder, `run-${name}`)];
  return [...start, ...length, ...decay, ...places, '--seed', seed, '--threads', values.threads, ...options];
}

async function writeReduced(heldOut, draw) {
  const to = path.join(folder, `reduced-${draw}`);
  const random = seededRandom(draw, 1);
  await mkdir(to);
  await copyFile(path.join(crops, 'alignment.json'), path.join(to, 'alignment.json'));
  for (const person of heldOut.toSorted()) {
    await mkdir(path.join(to, person));
    for (const name of await readdir(path.join(crops, person)))
      await writeFile(
        path.join(to, person, name),
        await encodePng(degrade(await decodeImage(path.join(crops, person, name)), ALL, random)),
      );
  }
  return to;
}

async function measure(model, draws) {
  const whole = await accuracyOf(model, crops);
  const reduced = [];
  for (const dir of draws) reduced.push(await accuracyOf(model, dir));
  const mean = (what) => Number((reduced.reduce((sum, each) => sum + each[what], 0) / reduced.length).toFixed(4));
  return {
    'as they are': whole.accuracy,
    AUC: whole.auc,
    'reduced, mean': mean('accuracy'),
    each: reduced.map(({ accuracy }) => accuracy).join(' '),
    'AUC, mean': mean('auc'),
  };
}

async function accuracyOf(model, dir) {
  const { stdout } = await runFacekit(['validate-lfw', dir, '--model', model, '--lfw-pairs', values.pairs, '--json']);
  const { accuracy, areaUnderCurve } = JSON.parse(stdout);
  return { accuracy: Number(accuracy.mean.toFixed(4)), auc: Number(areaUnderCurve.toFixed(4)) };
}
