import path from 'node:path';
import { usageError } from './errors.ts';
import { inWords } from './json.ts';

/** Longer paths no system takes. */
const LONGEST = 4096;

/**
 * Whether a path that a file names stays below the folder that it is meant for, whatever system reads it: not empty, relative by the
 * rules of POSIX and of Windows, without a step up, without NUL. To be asked where the file is read, before anything is done with it.
 */
export const isInnerPath = (name: string): boolean =>
  isPathText(name) && !path.win32.isAbsolute(name) && !/^[A-Za-z]:/.test(name) && !name.split(/[/\\]/).includes('..');

/** Whether a system call takes a path at all. */
export const isPathText = (name: string): boolean => name !== '' && name.length <= LONGEST && !name.includes('\0');

/**
 * Refuses what no system call takes as a path: programs in JavaScript may give anything.
 *
 * @throws FacekitError `usage`
 */
export function requirePath(value: unknown, name: string): void {
  if (typeof value === 'string' && isPathText(value)) return;
  throw usageError(`Expected a path for \`${name}\` but received ${inWords(value)}.`);
}

/** Characters of names that would lead out of the folder on one system or another, as ones that stay. */
export const toInnerPath = (name: string): string =>
  isInnerPath(name) ? name : name.replace(/[\\:\0]/g, '_').slice(0, LONGEST);

/** Whether an absolute path is below another. */
export function isBelow(inner: string, outer: string): boolean {
  const relative = path.relative(outer, inner);
  return relative !== '' && relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}
