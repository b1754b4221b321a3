import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import sharp from 'sharp';
import { randomOf } from '../random.mjs';
import { writeEmbeddings } from './commands.mjs';
import { badEnding, PROJECT, runToEnd, start } from './process.mjs';
import { temporaries, treeOf } from './tree.mjs';

/*
 * How long commands take to end after a signal at a random moment: median, nine tenths and longest of each command.
 * `--burn 1` keeps one core busy meanwhile.
 */

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    model: { type: 'string', default: 'mobilefacenet' },
    signal: { type: 'string', default: 'SIGINT' },
    burn: { type: 'string', default: '0' },
    command: { type: 'string', multiple: true },
    'limit-ms': { type: 'string', default: '1000' },
  },
});
const [count, burn, limitMs] = [values.count, values.burn, values['limit-ms']].map(Number);
const CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

const SAMPLE = path.join(PROJECT, 'datasets/sample');
const PORTRAITS = ['Eileen_Collins/Eileen_Collins_0001.jpg', 'Guest/Guest_0001.jpg'].map((name) =>
  path.join(SAMPLE, name),
);
const NETWORK = ['--model', values.model, '--device', 'cpu'];

const scratch = mkdtempSync(path.join(tmpdir(), 'facekit-signals-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
const people = path.join(scratch, 'people');
const embeddings = path.join(scratch, 'faces.jsonl');
const classifier = path.join(scratch, 'people.json');
const labels = path.join(scratch, 'labels.jsonl');
/** A training of seconds. */
const SMALL_SRN =
  '--models-base-dir out/training --backbone resnet18 --width 4 --input-size 64 --batch-size 2 --epochs 2'.split(' ');

const COMMANDS = {
  align: ['align', SAMPLE, 'out/crops', '--device', 'cpu'],
  embed: ['embed', SAMPLE, '--detect', '--all-faces', '--output', 'out/faces.jsonl', ...NETWORK],
  compare: ['compare', ...PORTRAITS, ...NETWORK],
  'train-classifier': ['train-classifier', people, 'out/people.json', '--detect', ...NETWORK],
  'train-classifier --kind svm': ['train-classifier', embeddings, 'out/people.json', '--kind', 'svm'],
  classify: ['classify', classifier, ...PORTRAITS, ...NETWORK],
  cluster: ['cluster', SAMPLE, '--detect', '--output', 'out/groups', ...NETWORK],
  'gallery enrol': ['gallery', 'enrol', 'out/gallery', SAMPLE, '--all', ...NETWORK],
  'evaluate-identification': ['evaluate-identification', embeddings, '--draws', '200'],
  'evaluate-detection': ['evaluate-detection', SAMPLE, '--annotations', labels, '--device', 'cpu'],
  'train srn': ['train', 'srn', SAMPLE, '--annotations', labels, '--output', 'out/srn.safetensors', ...SMALL_SRN],
  'dataset check': ['dataset', 'check', SAMPLE, '--detect', ...NETWORK],
};

/** The environment of the user: models that are installed can be named. */
const options = (folder) => ({ folder, spawnOptions: { env: process.env } });

/** A person with three photographs that differ in their light. */
async function addPerson(portrait) {
  const folder = path.join(people, path.basename(path.dirname(portrait)));
  mkdirSync(folder, { recursive: true });
  for (const brightness of [0.8, 1, 1.2])
    await sharp(portrait)
      .modulate({ brightness })
      .toFile(path.join(folder, `${brightness}.jpg`));
}

async function prepare() {
  for (const portrait of PORTRAITS) await addPerson(portrait);
  const args = ['train-classifier', people, classifier, '--detect', ...NETWORK];
  const ending = await runToEnd(args, options(scratch));
  if (ending.code !== 0) throw new Error(`facekit ${args.join(' ')}: ${ending.output}`);
  await writeEmbeddings(embeddings);
  const { images } = JSON.parse(readFileSync(path.join(PROJECT, 'test/fixtures/sample-faces.json'), 'utf8'));
  const lines = Object.entries(images).map(([file, { faces }]) => JSON.stringify({ path: file, faces }));
  writeFileSync(labels, lines.join('\n'));
}

/** Stops a command at a random moment of its run; what is wrong, and how long it took to end. */
async function stop(name, ms, random) {
  const folder = path.join(scratch, 'run');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const { child, ended } = start(COMMANDS[name], options(folder));
  const moment = random.next() * ms;
  await sleep(moment);
  const asked = performance.now();
  const isThere = child.kill(values.signal);
  const ending = await ended;
  const took = performance.now() - asked;
  if (!isThere || ending.code === 0) return undefined;
  const bad =
    badEnding(ending) ??
    (ending.signal !== values.signal && ending.code !== CODES[values.signal]
      ? `ended with ${ending.code ?? ending.signal}`
      : undefined) ??
    (took > limitMs ? `took ${took.toFixed()} ms` : undefined) ??
    temporaries(treeOf(folder)).map((file) => `${file} is left`)[0];
  return { took, moment, bySignal: ending.signal !== null, bad };
}

/** Threads that compute for nothing. */
const burners = Array.from({ length: burn }, () => new Worker('for (;;);', { eval: true }));

const names = values.command ?? Object.keys(COMMANDS);
await prepare();
const length = new Map();
for (const name of names) {
  const folder = path.join(scratch, 'whole');
  mkdirSync(folder);
  length.set(name, (await runToEnd(COMMANDS[name], options(folder))).ms);
  rmSync(folder, { recursive: true });
}
const results = new Map(names.map((name) => [name, []]));
const finds = [];
for (let i = 0; i < count; i += 1) {
  const name = names[i % names.length];
  const result = await stop(name, length.get(name), randomOf(values.seed, name, i));
  if (!result) continue;
  results.get(name).push(result);
  if (result.bad !== undefined) finds.push(`${name}, ${result.moment.toFixed()} ms after its start: ${result.bad}`);
}
await Promise.all(burners.map((burner) => burner.terminate()));

const at = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? NaN;
const row = (name, list) => {
  const took = list.map((each) => each.took).sort((a, b) => a - b);
  const cells = [
    took.length,
    ...[0.5, 0.9, 1].map((part) => at(took, part).toFixed()),
    list.filter(({ bySignal }) => bySignal).length,
  ];
  return [name.padEnd(28), ...cells.map((cell) => String(cell).padStart(10))].join('');
};
console.log(
  [
    'ended after, ms'.padEnd(28),
    ...['runs', 'median', '90 %', 'longest', 'by signal'].map((word) => word.padStart(10)),
  ].join(''),
);
for (const [name, list] of results) console.log(row(name, list));
console.log(row('all', [...results.values()].flat()));
for (const find of finds) console.log(find);
process.exitCode = finds.length > 0 ? 1 : 0;
