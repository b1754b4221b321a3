import { fork } from 'node:child_process';
import { messageOf } from '../../core/errors.ts';
import type { Trial, TrialResult } from './trial-process.ts';

/** Tries a way to compute; tests pass their own. */
export type RunTrial = (trial: Trial, signal: AbortSignal) => Promise<TrialResult>;

/** Beside the time of the measurement: loading CUDA for the first time takes minutes on some machines. */
const STARTING_MS = 180_000;

/**
 * Tries it in a process of its own: two builds of TensorFlow cannot share one, a library that brings its process down does not
 * take the report with it, and nothing that was loaded before is measured along.
 */
export const runTrial: RunTrial = (trial, signal) =>
  new Promise((resolve) => {
    const child = fork(new URL('./trial-process.js', import.meta.url), [JSON.stringify(trial)], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      signal,
      timeout: STARTING_MS + trial.seconds * 1000,
    });
    let errors = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (errors += text));
    child.on('message', (result) => {
      resolve(result as TrialResult);
      child.disconnect();
    });
    child.on('error', (error) => {
      resolve({ reason: messageOf(error) });
    });
    child.on('close', (code, killedBy) => {
      const lastLine = errors.trim().split('\n').at(-1) ?? '';
      resolve({ reason: `its process ended with ${killedBy ?? code ?? 'nothing'}. ${lastLine}`.trim() });
    });
  });
