import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { ROOT } from '../support/source-imports.ts';

test('every promise of SECURITY.md names tests that exist', () => {
  const rows = readFileSync(path.join(ROOT, 'SECURITY.md'), 'utf8').matchAll(/^\| ([A-Z].*) \| (.*) \|$/gm);
  const promises = Array.from(rows, ([, promise, tests = '']) => ({
    promise,
    tests: Array.from(tests.matchAll(/`(test\/[^`]+)`/g), ([, file = '']) => file),
  }));
  expect(promises.length).toBeGreaterThan(5);
  expect(promises.filter(({ tests }) => tests.length === 0)).toEqual([]);
  expect(promises.flatMap(({ tests }) => tests).filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([]);
});
