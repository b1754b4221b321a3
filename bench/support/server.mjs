import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT } from './facekit.mjs';

/** Linux counts the processor time of a process in hundredths of a second. */
const TICKS = 100;

/** `facekit serve` with a gallery, on a free port: its address, and what its process has used. */
export async function startServer(gallery, ...options) {
  const program = path.join(ROOT, 'bin/facekit.js');
  const args = [program, 'serve', gallery, '--port', '0', '--json', '--quiet', '--max-rate', '100000', ...options];
  const server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface({ input: server.stdout }), 'line');
  const of = (file) => readFileSync(`/proc/${server.pid}/${file}`, 'utf8');
  return {
    url: JSON.parse(line).url,
    /** Peak memory so far in MB. */
    peakMemory: () => Number(/VmHWM:\s+(\d+)/.exec(of('status'))[1]) / 1024,
    /** Seconds of processor time so far. */
    processor: () => {
      const fields = of('stat')
        .replace(/^.*\) /, '')
        .split(' ');
      return (Number(fields[11]) + Number(fields[12])) / TICKS;
    },
    stop: async () => {
      server.kill('SIGTERM');
      await once(server, 'exit');
    },
  };
}
