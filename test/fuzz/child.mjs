import { closeSync, openSync, readdirSync, writeSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { judge } from './judge.mjs';
import { makeInput } from './make-input.mjs';
import { TARGETS } from './targets/index.mjs';
import { Wrong } from './wrong.mjs';

/*
 * Reads inputs one after the other, in a process that may die of them. What it is at is in a file, for the parent to know when this
 * process hangs or is gone.
 */

const [sandbox, progress, limitText] = process.argv.slice(2);
const memoryLimit = Number(limitText);
const folder = path.join(sandbox, 'case');
const VICTIM = path.join(sandbox, 'victim.png');
const VICTIM_CONTENT = 'not to be touched';

const progressFile = openSync(progress, 'w');
process.on('exit', () => closeSync(progressFile));

/** Loaded when first asked for: of one target after a death only that. */
const seedsOf = new Map();

async function openTarget(name) {
  const target = { name, ...TARGETS[name] };
  if (!seedsOf.has(name)) {
    await mkdir(folder, { recursive: true });
    const seeds = (await target.seeds?.(folder)) ?? [];
    for (const seed of seeds) {
      const { list } = await tryInput({ ...target, read: mustRead(target) }, seed);
      if (list.length > 0) throw new Error(`${name} does not read what is whole: ${list[0].text}`);
    }
    seedsOf.set(name, seeds);
  }
  return { target, seeds: seedsOf.get(name) };
}

/** Reads what is whole; a refusal is no answer to that. */
const mustRead = (target) => (input, at) =>
  target.read(input, at).catch((error) => {
    throw new Wrong(String(error.stack));
  });

const tell = (message) => new Promise((resolve) => process.send(message, resolve));

let stray;
process.on('uncaughtException', (error) => (stray = error));
process.on('unhandledRejection', (error) => (stray = error));

async function run({ target: name, seed, from, to }) {
  const begun = process.cpuUsage();
  const cpuMs = () => {
    const { user, system } = process.cpuUsage(begun);
    return (user + system) / 1000;
  };
  const { target, seeds } = await openTarget(name);
  let read = 0;
  for (let index = from; index < to; index += 1) {
    writeSync(progressFile, `${name} ${index} ${Date.now()}\n`.padEnd(80), 0);
    const finds = await tryInput(target, await makeInput(target, seeds, { seed, index }));
    if (finds.isRead) read += 1;
    for (const { kind, text } of finds.list) await tell({ type: 'find', kind, text, index });
    if (process.resourceUsage().maxRSS * 1024 > memoryLimit) {
      await tell({
        type: 'memory',
        index,
        read,
        cpuMs: cpuMs(),
        text: `${Math.round(process.resourceUsage().maxRSS / 1024)} MB`,
      });
      process.exit(0);
    }
  }
  await tell({ type: 'done', read, cpuMs: cpuMs() });
}

async function tryInput(target, input) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(VICTIM, VICTIM_CONTENT);
  if (!target.inMemory)
    for (const [name, bytes] of Object.entries(input)) await writeFile(path.join(folder, name), bytes);
  stray = undefined;
  const list = [];
  let isRead = false;
  try {
    await target.read(input, folder);
    isRead = true;
  } catch (error) {
    list.push(judge(error));
  }
  if (stray !== undefined) list.push({ kind: 'exception', text: `nobody caught: ${String(stray?.stack ?? stray)}` });
  list.push(await checkFolders());
  return { isRead, list: list.filter((find) => find !== undefined) };
}

/** Temporary files and locks that are left, and what was changed outside the folder. */
async function checkFolders() {
  // With types, links are not followed.
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const left = entries.find(({ name }) => /\.(tmp|lock)$/.test(name));
  if (left !== undefined) return { kind: 'half-written', text: `${left.name} is left` };
  const around = readdirSync(sandbox).sort().join(' ');
  const victim = await readFile(VICTIM, 'utf8').catch(() => undefined);
  if (around === 'case victim.png' && victim === VICTIM_CONTENT) return undefined;
  return {
    kind: 'outside',
    text: `beside the folder: ${around}; ${victim === undefined ? 'a file is gone' : 'a file is new or changed'}`,
  };
}

process.on('message', (job) => {
  run(job).catch(async (error) => {
    await tell({ type: 'broken', text: String(error?.stack ?? error) });
    process.exit(1);
  });
});
await tell({ type: 'ready', targets: Object.keys(TARGETS) });
