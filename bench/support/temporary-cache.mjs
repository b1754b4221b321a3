import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A folder that is there until the bench ends, with a cache of models of its own in it. */
export function temporaryCache(name) {
  const folder = mkdtempSync(path.join(os.tmpdir(), `facekit-bench-${name}-`));
  process.env.FACEKIT_CACHE = path.join(folder, 'cache');
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
