import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { badEnding, runToEnd } from './process.mjs';
import { difference, halfWritten, temporaries, treeOf } from './tree.mjs';

/* Scenarios with a small disk of its own, a tmpfs, which root alone may mount. */

export const isRoot = process.getuid?.() === 0;

/**
 * Moves what it writes, `out` and `cache`, to a disk of so many kB; null where none can be mounted, undefined where there is no room for
 * what is there already.
 */
async function onDisk({ folder }, size, body) {
  if (!isRoot) return null;
  const disk = path.join(folder, 'small');
  mkdirSync(disk);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}k`, 'tmpfs', disk], { stdio: 'ignore' });
  } catch {
    return null;
  }
  try {
    for (const name of ['out', 'cache']) {
      const there = path.join(folder, name);
      mkdirSync(path.join(disk, name));
      try {
        cpSync(there, path.join(disk, name), { recursive: true });
      } catch (error) {
        if (error.code === 'ENOSPC') return undefined;
        if (error.code !== 'ENOENT') throw error;
      }
      rmSync(there, { recursive: true, force: true });
      execFileSync('ln', ['-s', path.join('small', name), there]);
    }
    return await body(disk);
  } finally {
    execFileSync('umount', ['-l', disk], { stdio: 'ignore' });
    for (const name of ['out', 'cache']) rmSync(path.join(folder, name), { recursive: true, force: true });
  }
}

/** A disk with room for some of what it writes. */
export function fullDisk(context) {
  const size = 64 + context.random.below(512);
  return onDisk(context, size, async (disk) => {
    const ending = await runToEnd(context.command.args, context);
    const bad = badEnding(ending);
    if (bad !== undefined) return `${size} kB: ${bad}`;
    const tree = new Map([...treeOf(disk)].filter(([name]) => !name.startsWith('in/')));
    if (ending.code === 0) return undefined;
    if (!/disk is full|no space|space left/i.test(ending.output))
      return `${size} kB: exit code ${ending.code}, ${ending.output.slice(-300)}`;
    if (temporaries(tree).length > 0) return `${size} kB: ${temporaries(tree)[0]} is left`;
    return halfWritten(tree, context);
  });
}

const LARGE = 65_536;

/** A disk that cannot be written: told as such, and nothing else is changed. */
export const readOnlyDisk = (context) =>
  onDisk(context, LARGE, async (disk) => {
    const before = treeOf(disk);
    execFileSync('mount', ['-o', 'remount,ro', disk], { stdio: 'ignore' });
    const ending = await runToEnd(context.command.args, context);
    if (ending.code === 0) return 'done, though nothing could be written';
    const bad = badEnding(ending) ?? difference(treeOf(disk), before);
    return bad ?? (/read-only/i.test(ending.output) ? undefined : `said ${ending.output.slice(-300)}`);
  });
