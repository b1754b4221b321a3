import { hostname } from 'node:os';
import { systemErrorCode } from '../core/errors.ts';

/** Names one run of the program on one machine: what temporary files, journals and locks are marked with. */
export interface ProcessId {
  /** Five random digits, which also name this run's bounding box file. */
  readonly key: string;
  readonly pid: number;
  readonly host: string;
}

/** A file of another machine, or of a process number taken over by another program, counts as left behind after this. */
const ABANDONED_AFTER_MS = 60 * 60 * 1000;
/** The times of files are rounded by some file systems. */
export const CLOCK_STEP_MS = 5_000;

/** The id of this process under a given random key. */
export const thisProcess = (key: string): ProcessId => ({
  key,
  pid: process.pid,
  host:
    hostname()
      .replace(/[^\w.-]/g, '-')
      .slice(0, 60) || 'localhost',
});

/** `<key>-<pid>@<host>`, made of characters that every file system takes. */
export const formatProcessId = ({ key, pid, host }: ProcessId): string => `${key}-${pid}@${host}`;

/** Reads `<key>-<pid>@<host>`; undefined when the text is anything else. */
export function parseProcessId(text: string): ProcessId | undefined {
  const [, key, pid, host] = /^(\d{5})-(\d+)@([\w.-]+)$/.exec(text) ?? [];
  return key === undefined || pid === undefined || host === undefined ? undefined : { key, pid: Number(pid), host };
}

/**
 * Whether who wrote a file is gone. Another call of this very process is not, but an earlier life of its number is: containers often
 * start at the same one.
 *
 * @param lastWrite time of the file's last change, in ms since 1970
 */
export function isGone(owner: ProcessId, self: ProcessId, lastWrite: number): boolean {
  if (owner.host === self.host && owner.pid === self.pid) return owner.key !== self.key && !isOfThisLife(lastWrite);
  if (Date.now() - lastWrite > ABANDONED_AFTER_MS) return true;
  return owner.host === self.host && !isRunning(owner.pid);
}

/** What is later than now was written before the clock was set back. */
function isOfThisLife(time: number): boolean {
  const now = Date.now();
  return time > now - process.uptime() * 1000 && time < now + CLOCK_STEP_MS;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemErrorCode(error) === 'EPERM';
  }
}
