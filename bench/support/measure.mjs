import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';

/** Median and spread of the milliseconds that `body` takes, after a burn-in. */
export async function time(body, { runs = 30, burnIn = 5 } = {}) {
  for (let i = 0; i < burnIn; i++) await body();
  const times = [];
  for (let i = 0; i < runs; i++) {
    const start = performance.now();
    await body();
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.floor(share * (times.length - 1))];
  return { median: at(0.5), low: at(0.1), high: at(0.9) };
}

/** Runs a command to its end: seconds, processor seconds a second, and peak memory in MB (Linux only). */
export async function runCommand(command, args) {
  const start = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  let peakMemory = 0;
  child.stdout.on('data', (text) => (stdout += text));
  child.stderr.on('data', (text) => (stderr += text));
  const watch = setInterval(() => {
    peakMemory = Math.max(peakMemory, peakMemoryOf(child.pid) ?? 0);
  }, 50);
  const exitCode = await new Promise((resolve) => child.on('close', resolve));
  clearInterval(watch);
  if (exitCode !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${exitCode}:\n${stderr}`);
  return { stdout, seconds: (performance.now() - start) / 1000, peakMemory };
}

function peakMemoryOf(pid) {
  try {
    // A process that has just ended has a status without memory.
    const [, kilobytes = '0'] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes) / 1024;
  } catch {
    return undefined;
  }
}

/** What the figures were measured on. */
export const machine = () => ({
  processor: os.cpus()[0]?.model,
  cores: os.availableParallelism(),
  memoryGB: Math.round(os.totalmem() / 2 ** 30),
  node: process.version,
  loadBefore: os.loadavg()[0],
});
