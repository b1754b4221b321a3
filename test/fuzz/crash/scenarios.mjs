import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeFolder } from './commands.mjs';
import { fullDisk, isRoot, readOnlyDisk } from './disks.mjs';
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

/** Run again, to its end: the same files as an undisturbed run makes. */
async function runAgain({ command, folder, right }) {
  const ending = await runToEnd(command.again ?? command.args, { folder });
  const isThere = command.isDone?.test(ending.output) ?? false;
  if (ending.code !== 0 && !isThere)
    return `run again: exit code ${ending.code ?? ending.signal}, ${badEnding(ending) ?? ending.output.slice(-400)}`;
  const differs = difference(treeOf(folder), right);
  return differs && `run again: ${differs}`;
}

/** What an interrupted run has left. One that had done all before says of each image that it is there when it is run again. */
async function unfinished(context) {
  const tree = treeOf(context.folder);
  if (difference(tree, context.right) === undefined) return undefined;
  return halfWritten(tree, context) ?? (await runAgain(context));
}

const atRandom = ({ random, ms }) => sleep(random.next() * 1.1 * ms);

async function kill(context) {
  const { child, ended } = start(context.command.args, context);
  await atRandom(context);
  child.kill('SIGKILL');
  await ended;
  return unfinished(context);
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
  return unfinished(context);
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

/** What it says goes to a full disk: what it writes is whole all the same, or not there. */
async function fullOutput(context) {
  if (process.platform !== 'linux') return null;
  const shell = ['sh', '-c', 'exec "$@" >/dev/full', 'sh'];
  const ending = await runToEnd(context.command.args, { ...context, shell });
  const bad = badEnding(ending);
  if (bad !== undefined) return bad;
  if (ending.code === 0) return difference(treeOf(context.folder), context.right);
  if (!/disk is full/.test(ending.output)) return `exit code ${ending.code}: ${ending.output.slice(-300)}`;
  return halfWritten(treeOf(context.folder), context);
}

/** The folder that it writes to is removed while it runs: it fails, or what it makes is all there. */
async function outputRemoved(context) {
  const { command, folder, right } = context;
  const out = path.join(folder, 'out');
  const { ended } = start(command.args, context);
  await atRandom(context);
  removeWhileWritten(out);
  const ending = await ended;
  const bad = badEnding(ending);
  if (bad !== undefined) return bad;
  const tree = treeOf(folder);
  // Removed when all was done, it is gone altogether.
  const isGone = !existsSync(out) || readdirSync(out).length === 0;
  if (ending.code === 0 && !isGone) {
    const differs = difference(tree, right);
    if (differs !== undefined) return `exit code 0, but ${differs}`;
  }
  const left = temporaries(tree);
  return left.length > 0 ? `${left[0]} is left` : undefined;
}

/** What is written into it meanwhile may keep a folder from being empty. */
function removeWhileWritten(folder, tries = 100) {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch (error) {
    if (error.code !== 'ENOTEMPTY' || tries === 0) throw error;
    removeWhileWritten(folder, tries - 1);
  }
}

const AT_ONCE = 4;

/** Four do the same in one folder: each does it or says why not, and together they leave what one makes. */
async function atOnce(context) {
  const endings = await Promise.all(Array.from({ length: AT_ONCE }, () => runToEnd(context.command.args, context)));
  const bad = endings.map(badEnding).find((problem) => problem !== undefined);
  if (bad !== undefined) return bad;
  const tree = treeOf(context.folder);
  if (endings.every(({ code }) => code === 0)) return difference(tree, context.right);
  return halfWritten(tree, context) ?? (await runAgain(context));
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
  'full output': fullOutput,
  'full disk': fullDisk,
  'read-only disk': readOnlyDisk,
  'output removed': outputRemoved,
  'four at once': atOnce,
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
