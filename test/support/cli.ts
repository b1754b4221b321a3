import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';

/** The project's folder. */
export const PROJECT = path.resolve(import.meta.dirname, '../..');

const BIN = path.join(PROJECT, 'bin/facekit.js');

/** How a run of the command line ended. */
export interface CliResult {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliRun {
  readonly process: ChildProcess;
  readonly result: Promise<CliResult>;
}

export interface CliOptions {
  readonly nodeArgs?: readonly string[];
  /** Beside the environment of the tests; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Starts the built program, `npm run build` done. */
export function startCli(args: readonly string[], { nodeArgs = [], env = {} }: CliOptions = {}): CliRun {
  const child = spawn(process.execPath, [...nodeArgs, BIN, ...args], {
    cwd: PROJECT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const result = new Promise<CliResult>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode, signal) => {
      resolve({ exitCode, signal, stdout, stderr });
    });
  });
  return { process: child, result };
}

/** Runs the built program to its end. */
export const runCli = (...args: string[]): Promise<CliResult> => startCli(args).result;
