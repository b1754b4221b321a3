import { fork } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

const HANG_MS = 10_000;
const LOOK_EVERY_MS = 250;
const MEMORY_LIMIT = 2 ** 30;
/** Time for a child to load what it needs. */
const START_MS = 120_000;

/**
 * A process that reads inputs, and another in its place when it dies of one.
 */
export class Worker {
  #scratch;
  #child;

  constructor(scratch) {
    this.#scratch = scratch;
    mkdirSync(path.join(scratch, 'sandbox'), { recursive: true });
  }

  /**
   * Reads the inputs [from, to) of a target.
   *
   * @param {{ target: string, seed: number, from: number, to: number }} job
   * @returns {Promise<{ tried: number, read: number, cpuMs: number, finds: { index: number, kind: string, text: string }[] }>}
   */
  async run(job) {
    const finds = [];
    let read = 0;
    let cpuMs = 0;
    for (let from = job.from; from < job.to;) {
      const end = await this.#runOnce({ ...job, from });
      finds.push(...end.finds);
      read += end.read;
      cpuMs += end.cpuMs;
      if (end.stoppedAt === undefined) break;
      from = end.stoppedAt + 1;
    }
    return { tried: job.to - job.from, read, cpuMs, finds };
  }

  /** One input alone, in a fresh process: whether it ends in this kind of find again. */
  async confirm(job, { index, kind }) {
    this.stop();
    const { finds } = await this.#runOnce({ ...job, from: index, to: index + 1 });
    this.stop();
    return finds.some((find) => find.kind === kind);
  }

  stop() {
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
  }

  async #start() {
    const sandbox = path.join(this.#scratch, 'sandbox');
    rmSync(sandbox, { recursive: true, force: true });
    mkdirSync(sandbox);
    const child = fork(
      path.join(import.meta.dirname, 'child.mjs'),
      [sandbox, this.#progressFile, String(MEMORY_LIMIT)],
      {
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
        env: { ...process.env, FACEKIT_CACHE: path.join(sandbox, 'case', 'cache') },
      },
    );
    this.#child = child;
    child.errors = '';
    child.stderr.setEncoding('utf8').on('data', (text) => (child.errors = (child.errors + text).slice(-2000)));
    await new Promise((resolve, reject) => {
      child.once('message', resolve);
      child.once('exit', () => reject(new Error(`The fuzzer itself does not start: ${child.errors}`)));
    });
    child.removeAllListeners('exit');
  }

  get #progressFile() {
    return path.join(this.#scratch, 'progress');
  }

  /** Until the job is done, or the child is: then `stoppedAt` is the input that it was at. */
  async #runOnce(job) {
    if (this.#child === undefined) await this.#start();
    const child = this.#child;
    const finds = [];
    let hung = false;
    const began = Date.now();
    const watch = setInterval(() => {
      const { target, time } = this.#progress();
      const limit = target === job.target && time >= began ? HANG_MS : START_MS;
      if (Date.now() - Math.max(time, began) < limit) return;
      hung = true;
      child.kill('SIGKILL');
    }, LOOK_EVERY_MS);
    try {
      return await new Promise((resolve, reject) => {
        const onMessage = (message) => {
          if (message.type === 'find') finds.push(message);
          else if (message.type === 'done') resolve({ finds, read: message.read, cpuMs: message.cpuMs });
          else if (message.type === 'broken') reject(new Error(`The fuzzer itself fails: ${message.text}`));
          else if (message.type === 'memory') {
            this.#child = undefined;
            finds.push({ ...message, kind: 'memory' });
            resolve({ finds, read: message.read, cpuMs: message.cpuMs, stoppedAt: message.index });
          }
        };
        child.on('message', onMessage);
        child.send(job);
        child.once('exit', (code, signal) => {
          this.#child = undefined;
          const { index } = this.#progress();
          const text = hung
            ? `more than ${HANG_MS / 1000} s`
            : `${signal ?? `exit code ${code}`} ${child.errors.trim()}`;
          finds.push({ index, kind: hung ? 'hang' : 'crash', text });
          resolve({ finds, read: 0, cpuMs: 0, stoppedAt: index });
        });
      });
    } finally {
      clearInterval(watch);
      child.removeAllListeners('message');
      child.removeAllListeners('exit');
    }
  }

  #progress() {
    const [target, index, time] = readFileSync(this.#progressFile, 'utf8').split(' ');
    return { target, index: Number(index), time: Number(time) || 0 };
  }
}
