import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { makeInput } from './make-input.mjs';
import { printTable } from './table.mjs';
import { GROUPS, TARGETS } from './targets/index.mjs';
import { Worker } from './worker.mjs';

const BATCH = 100;
const MOST_FINDS_SAVED = 20;
/** Kinds that another process beside this one may have caused: they count when they happen again. */
const TO_CONFIRM = ['hang', 'memory'];

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '2000' },
    seconds: { type: 'string', default: '600' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e9)) },
    first: { type: 'string', default: '0' },
    target: { type: 'string', multiple: true, default: Object.keys(GROUPS) },
    jobs: { type: 'string', default: String(availableParallelism()) },
    out: { type: 'string', default: path.join(tmpdir(), 'facekit-fuzz') },
  },
});
const [count, seconds, seed, first, jobs] = [values.count, values.seconds, values.seed, values.first, values.jobs].map(
  Number,
);
/** How many inputs each target gets: a kind of file shares them out among its forms, one that is named itself has them all. */
const shares = new Map(
  values.target.flatMap((name) => {
    const names = Object.keys(GROUPS[name] ?? { [name]: true });
    return names.map((each) => [each, Math.ceil(count / names.length)]);
  }),
);
const isUsage =
  [...shares.keys()].every((name) => name in TARGETS) && [count, seconds, seed, first, jobs].every(Number.isFinite);
if (!isUsage) {
  console.error(
    `usage: npm run fuzz -- [--count N] [--seconds N] [--seed N] [--first INDEX] [--target NAME]… [--jobs N] [--out FOLDER]`,
  );
  for (const [name, targets] of Object.entries(GROUPS)) console.error(`  ${name}: ${Object.keys(targets).join(', ')}`);
  process.exit(2);
}

/** Saves the input of a find, with what happened; returns where. */
async function save(name, { index, kind, text }, seeds) {
  const folder = path.join(values.out, `${name}-${seed}-${index}`);
  mkdirSync(folder, { recursive: true });
  for (const [file, bytes] of Object.entries(await makeInput({ name, ...TARGETS[name] }, seeds, { seed, index })))
    writeFileSync(path.join(folder, file), bytes);
  writeFileSync(
    path.join(folder, 'find.txt'),
    `${kind}\n${text}\nnpm run fuzz -- --target ${name} --seed ${seed} --first ${index} --count 1\n`,
  );
  return folder;
}

const started = Date.now();
const scratch = mkdtempSync(path.join(tmpdir(), 'facekit-fuzz-run-'));
const totals = new Map([...shares.keys()].map((name) => [name, { tried: 0, read: 0, cpuMs: 0, finds: [] }]));
/** Batch by batch of every target in turn, so that all get their share when time is up. */
const queue = [];
for (let from = first; from < first + count; from += BATCH)
  for (const [target, share] of shares)
    if (from < first + share) queue.push({ target, seed, from, to: Math.min(from + BATCH, first + share) });

async function work(number) {
  const worker = new Worker(path.join(scratch, String(number)));
  for (let job = queue.shift(); job !== undefined && Date.now() - started < seconds * 1000; job = queue.shift()) {
    const { tried, read, cpuMs, finds } = await worker.run(job);
    const total = totals.get(job.target);
    for (const find of finds)
      if (!TO_CONFIRM.includes(find.kind) || (await worker.confirm(job, find))) total.finds.push(find);
    total.tried += tried;
    total.read += read;
    total.cpuMs += cpuMs;
  }
  worker.stop();
}

console.log(`seed ${seed}, ${count} inputs of each of ${values.target.join(', ')}, at most ${seconds} s`);
await Promise.all(Array.from({ length: jobs }, (_, number) => work(number)));

printTable(totals);
for (const [name, { finds }] of totals) {
  if (finds.length === 0) continue;
  const seedFolder = path.join(scratch, 'seeds');
  mkdirSync(seedFolder, { recursive: true });
  const seeds = (await TARGETS[name].seeds?.(seedFolder)) ?? [];
  for (const find of finds.slice(0, MOST_FINDS_SAVED)) {
    const folder = await save(name, find, seeds);
    console.log(
      `\n${name}, index ${find.index}: ${find.kind}, ${find.text.split('\n').slice(0, 4).join('\n')}\n  ${folder}`,
    );
  }
}
rmSync(scratch, { recursive: true, force: true });
const found = [...totals.values()].reduce((sum, { finds }) => sum + finds.length, 0);
const triedOf = (names) => names.reduce((sum, name) => sum + totals.get(name).tried, 0);
const ofEach = values.target.map((name) => `${name} ${triedOf(GROUPS[name] ? Object.keys(GROUPS[name]) : [name])}`);
console.log(`tried: ${ofEach.join(', ')}`);
if (queue.length > 0) console.log(`Not all were tried: ${seconds} s were over before.`);
const tried = triedOf([...totals.keys()]);
console.log(`${tried} inputs, ${found} finds, ${((Date.now() - started) / 1000).toFixed(0)} s`);
process.exitCode = found > 0 ? 1 : 0;
