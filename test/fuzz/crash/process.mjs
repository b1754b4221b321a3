import { spawn } from 'node:child_process';
import path from 'node:path';

export const PROJECT = path.resolve(import.meta.dirname, '../../..');
const BIN = path.join(PROJECT, 'bin/facekit.js');
const LONGEST_MS = 120_000;

/**
 * Starts a command of the built program, or a script of ours, in a folder.
 *
 * @param {readonly string[]} args `facekit` arguments; a first one that ends in `.mjs` is run instead
 * @param {object} options
 * @param {string} options.folder the cache of models is in it, too
 * @param {readonly string[]} [options.shell] words that go before the command, such as those that set a limit
 * @param {object} [options.spawnOptions]
 */
export function start(args, { folder, shell = [], spawnOptions = {} }) {
  const script = args[0]?.endsWith('.mjs') ? args : [BIN, ...args];
  const [command, ...words] = [...shell, process.execPath, ...script];
  const child = spawn(command, words, {
    cwd: folder,
    env: { ...process.env, FACEKIT_CACHE: path.join(folder, 'cache') },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...spawnOptions,
  });
  const began = Date.now();
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  const patience = setTimeout(() => child.kill('SIGKILL'), LONGEST_MS);
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(patience);
      resolve({ code, signal, output, ms: Date.now() - began });
    });
  });
  return { child, ended };
}

export const runToEnd = (args, options) => start(args, options).ended;

/** What no ending should show: the mark of a bug, a stack, an abort of native code, or no end at all; undefined when all is well. */
export function badEnding({ code, signal, output, ms }) {
  if (ms >= LONGEST_MS) return `not done after ${LONGEST_MS / 1000} s`;
  if (code === 70 || /this is a bug|\n\s+at .*:\d+:\d+/.test(output)) return `a bug: ${output.slice(-600)}`;
  if (['SIGABRT', 'SIGSEGV', 'SIGBUS', 'SIGILL', 'SIGTRAP'].includes(signal) || [132, 134, 135, 139].includes(code))
    return `an abort: ${signal ?? code} ${output.slice(-600)}`;
  if (code === 1 && output.trim() === '') return 'failed without a word';
  return undefined;
}
