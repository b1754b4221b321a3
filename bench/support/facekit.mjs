import { spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { spreadOf } from '../../dist/core/percentiles.js';

/** The project's folder. */
export const ROOT = path.resolve(import.meta.dirname, '../..');

/** Runs the built command line to its end: output, seconds, processor seconds, and peak memory in MB. */
export async function runFacekit(args) {
  const usage = path.join(ROOT, 'bench/support/usage.mjs');
  const start = performance.now();
  const child = spawn(process.execPath, ['--import', usage, path.join(ROOT, 'bin/facekit.js'), ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const streams = Promise.all(child.stdio.slice(1).map(text));
  const exitCode = await new Promise((resolve) => child.on('close', resolve));
  const seconds = (performance.now() - start) / 1000;
  const [stdout, stderr, used] = await streams;
  if (exitCode !== 0) throw new Error(`facekit ${args[0]}: ${stderr.trim().split('\n').at(-1)}`);
  return { stdout, stderr, seconds, ...JSON.parse(used) };
}

/**
 * A figure of whole runs of a command; where it fails, as one that this build lacks does, what it says. `argsOf` gives the arguments
 * of run number n, so that each can have its own output.
 */
export async function measureFacekit({ name, count }, argsOf, { runs = 1 } = {}) {
  const measured = [];
  try {
    for (let n = 0; n < runs; n++) measured.push(await runFacekit(argsOf(n)));
  } catch (error) {
    return { name, skipped: error.message };
  }
  const total = (key) => measured.reduce((sum, run) => sum + run[key], 0);
  return {
    name,
    count,
    milliseconds: spreadOf(measured.map(({ seconds }) => seconds * 1000)),
    runs,
    cpu: total('processor') / total('seconds'),
    peakMemory: Math.max(...measured.map(({ peakMemory }) => peakMemory)),
  };
}
