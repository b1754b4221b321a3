import { readFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

/** Of Linux, since the program was started; `maxRSS` begins with what the process had that started it. */
function mostMemory() {
  try {
    return /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))[1];
  } catch {
    return Math.round(process.memoryUsage.rss() / 1024);
  }
}

// For `--import`: says at the end how much memory the process had at most.
if (isMainThread) process.on('exit', () => process.stderr.write(`memory ${mostMemory()} kB\n`));
