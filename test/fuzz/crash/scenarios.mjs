import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, mkdirSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeFolder } from './commands.mjs';
import { badEnding, runToEnd, start } from './process.mjs';
import { difference, halfWritten, temporaries, treeOf } from './tree.mjs';

/*
 * What may befall a command. Each scenario returns what is wrong in words, undefined when nothing is, or null where it cannot be tried.
 *
 * A context: `command`, `folder` to work in, `base`, `before` and `right` (the trees before and after an undisturbed run), `ms` that it takes,
 * `random`, `limitMs` within which a signal must have ended it.
 */

const STOP_CODES = [129, 130, 143];
const NOBODY = 65534;
const isRoot = process.getuid?.() === 0;

/** Run again, to its end: the same files as an undisturbed run makes. */
async function runAgain({ command, folder, right }) {
  const ending = await runToEnd(command.again ?? command.args, { folder });
  const isThere = command.isDone?.test(ending.output) ?? false;
  if (ending.code !== 0 && !isThere)
    return `run again: exit code ${ending.code ?? ending.signal}, ${badEnding(ending) ?? ending.output.slice(-400)}`;
  const differs = difference(treeOf(folder), right);
  return differs && `run again: ${differs}`;
}

const atRandom = ({ random, ms }) => sleep(random.next() * 1.1 * ms);

async function kill(context) {
  const { child, ended } = start(context.command.args, context);
  await atRandom(context);
  child.kill('SIGKILL');
  await ended;
  return halfWritten(treeOf(context.folder), context) ?? (await runAgain(context));
}

async function signal(context) {
  const { child, ended } = start(context.command.args, context);
  await atRandom(context);
  const name = context.random.pick(['SIGINT', 'SIGTERM', 'SIGHUP']);
  const sent = Date.now();
  child.kill(name);
  const ending = await ended;
  const took = Date.now() - sent;
  const bad = badEnding(ending);
  if (bad !== undefined) return `${name}: ${bad}`;
  // A program that is still being loaded ends as any does.
  if (ending.signal !== name && ending.code !== 0 && !STOP_CODES.includes(ending.code))
    return `${name}: exit code ${ending.code}: ${ending.output.slice(-300)}`;
  if (ending.code !== 0 && took > context.limitMs) return `${name}: ended after ${took} ms`;
  const tree = treeOf(context.folder);
  return halfWritten(tree, context) ?? (await runAgain(context));
}

/** Nobody reads what it says. */
async function closedPipe(context) {
  const { child, ended } = start(context.command.args, context);
  child.stdout.destroy();
  if (context.random.chance(0.5)) child.stderr.destroy();
  const ending = await ended;
  if (ending.code !== 0)
    return badEnding(ending) ?? `exit code ${ending.code ?? ending.signal}: ${ending.output.slice(-300)}`;
  return difference(treeOf(context.folder), context.right);
}

/** A disk with room for some of what it writes. */
async function fullDisk(context) {
  if (!isRoot) return null;
  const { command, folder, random } = context;
  const small = path.join(folder, 'small');
  mkdirSync(small);
  const size = 64 + random.below(512);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}k`, 'tmpfs', small], { stdio: 'ignore' });
  } catch {
    return null;
  }
  try {
    for (const name of ['out', 'cache']) {
      const there = path.join(folder, name);
      mkdirSync(path.join(small, name));
      try {
        cpSync(there, path.join(small, name), { recursive: true });
      } catch (error) {
        if (error.code === 'ENOSPC') return undefined;
        if (error.code !== 'ENOENT') throw error;
      }
      rmSync(there, { recursive: true, force: true });
      execFileSync('ln', ['-s', path.join('small', name), there]);
    }
    const ending = await runToEnd(command.args, context);
    const bad = badEnding(ending);
    if (bad !== undefined) return `${size} kB: ${bad}`;
    const tree = new Map([...treeOf(small)].filter(([name]) => !name.startsWith('in/')));
    if (ending.code === 0) return undefined;
    if (!/disk is full|no space|space left/i.test(ending.output))
      return `${size} kB: exit code ${ending.code}, ${ending.output.slice(-300)}`;
    if (temporaries(tree).length > 0) return `${size} kB: ${temporaries(tree)[0]} is left`;
    return halfWritten(tree, context);
  } finally {
    execFileSync('umount', ['-l', small], { stdio: 'ignore' });
    for (const name of ['out', 'cache']) rmSync(path.join(folder, name), { recursive: true, force: true });
  }
}

/** A file of its input is removed, emptied, cut off or replaced while it runs. */
async function vanishing(context) {
  const { command, folder, random } = context;
  if (command.input === undefined) return null;
  const file = path.join(folder, command.input);
  const { ended } = start(command.args, context);
  await atRandom(context);
  const change = random.pick([
    () => rmSync(file, { force: true }),
    () => truncateSync(file, 0),
    () => truncateSync(file, 1000),
    () => writeFileSync(file, 'something else'),
    () => rmSync(path.dirname(file), { recursive: true, force: true }),
  ]);
  try {
    change();
  } catch (error) {
    // It was moved away by the command.
    if (error.code !== 'ENOENT') throw error;
  }
  const ending = await ended;
  const left = temporaries(treeOf(folder));
  return badEnding(ending) ?? (left.length > 0 ? `${left[0]} is left` : undefined);
}

/** Few files may be open: done all the same, or said in a sentence. */
async function fewFiles(context) {
  if (process.platform === 'win32') return null;
  const ending = await runToEnd(context.command.args, {
    ...context,
    shell: ['sh', '-c', 'ulimit -n 64; exec "$@"', 'sh'],
  });
  const bad = badEnding(ending);
  if (bad !== undefined) return bad;
  return ending.code === 0
    ? difference(treeOf(context.folder), context.right)
    : halfWritten(treeOf(context.folder), context);
}

/** As a user who may read but not write there. */
async function withoutRights(context) {
  if (!isRoot) return null;
  const { command, folder } = context;
  for (const name of ['out', 'cache']) mkdirSync(path.join(folder, name), { recursive: true });
  const before = treeOf(folder);
  openForReading(folder);
  const ending = await runToEnd(command.args, { ...context, spawnOptions: { uid: NOBODY, gid: NOBODY } });
  if (ending.code === 0) return 'done, though nothing could be written';
  return badEnding(ending) ?? difference(treeOf(folder), before);
}

/** Everybody may look, root alone may write. */
function openForReading(folder) {
  chmodSync(folder, 0o755);
  chownSync(folder, 0, 0);
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) openForReading(path.join(folder, entry.name));
}

const SCENARIOS = {
  'kill -9': kill,
  signal,
  'closed pipe': closedPipe,
  'full disk': fullDisk,
  'input changes': vanishing,
  'ulimit -n 64': fewFiles,
  'no rights': withoutRights,
};

export const SCENARIO_NAMES = Object.keys(SCENARIOS);

/** Prepares a folder and tries one scenario in it. */
export async function tryScenario(name, context) {
  makeFolder(context.command, context);
  return SCENARIOS[name](context);
}
