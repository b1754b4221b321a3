/**
 * What a small network learns from scratch in so many steps, by facekit and by a twin in PyTorch that was written independently: how well it tells
 * people of LFW's View 1 apart, for several seeds; and the control, images dealt out to the people at random.
 *
 *   facekit align lfw lfw_160
 *   npm run build && node bench/learning.mjs lfw_160 --pairs pairsDevTest.txt [--steps 140] [--seeds 1,2,3,4,5] [--threads 2]
 *
 * Needed on Debian: apt-get install python3-torch python3-sklearn python3-pil
 */
import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { shuffled } from '../dist/core/random.js';
import { seededRandom } from '../dist/core/seeded-random.js';
import { parseLfwPairs } from '../dist/evaluation/lfw-pairs.js';
import { runFacekit } from './support/facekit.mjs';
import { PYTHON, withThreads } from './support/python.mjs';
import { temporaryCache } from './support/temporary-cache.mjs';
import { textOptions } from './support/text-options.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: textOptions({ pairs: undefined, steps: '140', seeds: '1,2,3,4,5', threads: '2' }),
});
const [given] = positionals;
if (!given || !values.pairs) throw new Error('Expected a folder of crops, and --pairs');
const crops = path.resolve(given);
const pairs = path.resolve(values.pairs);

const folder = temporaryCache('learning');
await compare();

async function compare() {
  const dealt = await dealOut();
  const rows = [];
  for (const seed of values.seeds.split(',').map(Number)) {
    const row = { seed, ...named('facekit', await trainHere(crops, seed)), ...named('torch', await trainThere(seed)) };
    const control = await trainHere(dealt, seed);
    rows.push({ ...row, 'dealt out: AUC': control.auc, load: Number(os.loadavg()[0].toFixed(1)) });
    console.table(rows);
  }
  for (const name of ['facekit: AUC', 'torch: AUC', 'dealt out: AUC']) {
    const found = rows.map((row) => row[name]);
    const mean = found.reduce((sum, value) => sum + value, 0) / found.length;
    console.log(`${name}: mean ${mean.toFixed(3)}, ${Math.min(...found)} to ${Math.max(...found)}`);
  }
}

function named(who, { auc, accuracy, seconds }) {
  return {
    [`${who}: AUC`]: auc,
    [`${who}: accuracy`]: accuracy,
    [`${who}: s`]: Math.round(seconds),
  };
}

function rounded(value) {
  return Number(value.toFixed(3));
}

async function trainHere(data, seed) {
  const name = `${path.basename(data).replace(/\W/g, '-')}-${seed}`;
  const length = ['--max-nrof-epochs', '1', '--epoch-size', values.steps, '--seed', String(seed)];
  const places = ['--models-base-dir', path.join(folder, name), '--lfw-pairs', pairs, '--lfw-dir', crops];
  const args = ['train', 'triplet', data, '--name', name, ...length, ...places, '--threads', values.threads, '--json'];
  const { stdout, seconds } = await runFacekit(args);
  const { areaUnderCurve, accuracy } = JSON.parse(stdout).validation;
  return { auc: rounded(areaUnderCurve), accuracy: rounded(accuracy), seconds };
}

async function trainThere(seed) {
  const task = path.join(folder, 'task.json');
  const numbers = { steps: Number(values.steps), threads: Number(values.threads), seed };
  await writeFile(task, JSON.stringify({ crops, pairs, ...numbers }));
  const script = path.join(import.meta.dirname, 'peers/learning_torch.py');
  const { stdout, stderr, status } = spawnSync(PYTHON, [script, task], {
    env: withThreads(values.threads),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  const { auc, accuracy, seconds } = JSON.parse(stdout);
  return { auc: rounded(auc), accuracy: rounded(accuracy), seconds };
}

/** The same people with as many images each, but anybody's: there are faces to learn, and no identities. */
async function dealOut() {
  const list = parseLfwPairs(await readFile(pairs, 'utf8')).pairs;
  const heldOut = new Set(list.flatMap(({ first, second }) => [first.name, second.name]));
  const to = path.join(folder, 'dealt-out');
  await mkdir(to);
  await copyFile(path.join(crops, 'alignment.json'), path.join(to, 'alignment.json'));
  const people = (await readdir(crops, { withFileTypes: true })).filter((each) => each.isDirectory());
  const slots = [];
  for (const { name } of people.filter(({ name }) => !heldOut.has(name))) {
    const images = await readdir(path.join(crops, name));
    if (images.length > 1) slots.push(...images.map((image) => ({ name, image })));
  }
  const anybody = shuffled(slots, seededRandom(1, 1));
  for (const [i, { name, image }] of slots.entries()) {
    await mkdir(path.join(to, name), { recursive: true });
    const from = path.join(crops, anybody[i].name, anybody[i].image);
    await symlink(from, path.join(to, name, image));
  }
  return to;
}
