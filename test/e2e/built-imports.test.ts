import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { PROJECT } from '../support/cli.ts';

test('the built program imports its own files as they are called there', () => {
  // The compiler leaves the ending of an import alone in some of the functions that it rewrites.
  const dist = path.join(PROJECT, 'dist');
  const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'));
  const wrong = files.flatMap((name) => {
    const text = readFileSync(path.join(dist, name), 'utf8');
    return [...text.matchAll(/(?:\bfrom|\bimport\() ?'(\.[^']*)'/g)]
      .filter(([, imported]) => !imported?.endsWith('.js'))
      .map(([words]) => `${name}: ${words}`);
  });
  expect(files.length).toBeGreaterThan(100);
  expect(wrong).toEqual([]);
});
