import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A PostgreSQL server with pgvector, in a process of its own. */
export interface PgliteServer {
  /** Where it is, without a schema. */
  readonly address: string;
  /** Ends it at once, whatever it does. */
  stop(): Promise<void>;
}

const PROGRAM = fileURLToPath(new URL('pglite-server.mjs', import.meta.url));

/** Starts PostgreSQL as WebAssembly: the npm packages have pgvector too, which no package of Debian 12 has. */
export async function startPglite(): Promise<PgliteServer> {
  const server: ChildProcess = spawn(process.execPath, [PROGRAM], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(server, 'exit');
  let place = '';
  for await (const piece of server.stdout ?? []) {
    place += String(piece);
    if (place.includes('\n')) break;
  }
  if (!place.includes('\n')) throw new Error('PGlite did not start: npm ci installs it.');
  return {
    address: `postgres://postgres@${place.trim()}/postgres`,
    stop: async () => {
      server.kill('SIGKILL');
      await ended;
    },
  };
}
