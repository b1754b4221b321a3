import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from '@jest/globals';

/** The folder with development data that is not ours to ship: `../shared` beside the project, or FACEKIT_SHARED. */
export const SHARED = process.env.FACEKIT_SHARED ?? path.resolve(import.meta.dirname, '../../../shared');

/** Path of a file in the shared development data. */
export const sharedPath = (...parts: string[]): string => path.join(SHARED, ...parts);

/** Parses a JSON file of reference numbers. */
export const readReference = (name: string): unknown => JSON.parse(readFileSync(sharedPath('reference', name), 'utf8'));

/** `describe` when the shared data, or this folder of it, is present; otherwise one skipped test that says what was left out. */
export function describeWithShared(name: string, body: () => void, folder = 'reference'): void {
  if (existsSync(sharedPath(folder))) {
    describe(name, body);
    return;
  }
  describe(name, () => {
    test.skip(`needs the development data in ${SHARED} (set FACEKIT_SHARED)`, () => undefined);
  });
  process.stderr.write(`skipped: ${name} (no development data at ${SHARED})\n`);
}
