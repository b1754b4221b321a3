import { Worker } from 'node:worker_threads';

/** What the thread does. It is text, since it is to start without reading anything. */
const WATCH = `
  const { workerData: { milliseconds, signal } } = require('node:worker_threads');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
  process.kill(process.pid, signal);`;

/**
 * Ends the process by a signal that nobody listens to any more, unless it has ended by itself after so many milliseconds. A thread of its
 * own keeps the time: it runs out while the main thread computes, too, and while the end of the process waits for its other threads. The
 * system ends all threads at once then, whatever they do, without the destructors of their libraries.
 */
export function endLater(signal: NodeJS.Signals, milliseconds: number): void {
  const watch = new Worker(WATCH, { eval: true, workerData: { milliseconds, signal }, execArgv: [] });
  watch.unref();
  // Where no thread can be had any more, this one keeps the time.
  watch.once('error', () => setTimeout(() => process.kill(process.pid, signal), milliseconds).unref());
}
