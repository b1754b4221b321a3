import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { PROJECT } from '../../support/cli.ts';

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

test('what a bundle loads, starts or reads by its place is there', () => {
  const bundle = path.join(PROJECT, 'dist/bundle');
  const files = readdirSync(bundle);
  const named = files.flatMap((name) => {
    const text = readFileSync(path.join(bundle, name), 'utf8');
    const places = [/(?:\bfrom |\bimport[ (])"(\.[^"]*)"/g, /new URL\("(\.[^"]*)", import\.meta\.url\)/g];
    return places.flatMap((pattern) => Array.from(text.matchAll(pattern), ([, place]) => place ?? ''));
  });
  expect(named).toEqual(expect.arrayContaining(['./embedding-worker.js', '../../dist/kernels/kernels.wasm']));
  expect(named.filter((place) => !existsSync(path.join(bundle, place)))).toEqual([]);
});
