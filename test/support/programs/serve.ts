import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type CliResult, startCli } from '../cli.ts';

export interface StartedServer {
  /** Such as http://127.0.0.1:43211/. */
  readonly url: string;
  readonly gallery: string;
  /** Sends a signal, and tells how the program ended. */
  stop(signal?: NodeJS.Signals): Promise<CliResult>;
}

/** Starts `facekit serve` with the bundled model, over a gallery of its own. Stop it at the end. */
export async function startServer(...args: readonly string[]): Promise<StartedServer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'facekit-serve-'));
  const gallery = path.join(folder, 'gallery');
  const fixed = ['--port', '0', '--model', 'mobilefacenet', '--device', 'cpu'];
  const run = startCli(['serve', gallery, ...fixed, ...args]);
  const ended = run.result.then(({ stderr }) => {
    throw new Error(`facekit serve ended: ${stderr}`);
  });
  const [line] = (await Promise.race([once(run.process.stdout ?? process.stdin, 'data'), ended])) as [string];
  ended.catch(() => undefined);
  return {
    url: line.trim(),
    gallery,
    stop: async (signal = 'SIGTERM') => {
      run.process.kill(signal);
      const result = await run.result;
      rmSync(folder, { recursive: true, force: true });
      return result;
    },
  };
}
