import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from '@jest/globals';
import { PROJECT } from '../../support/cli.ts';

const run = promisify(execFile);
const SCRATCH = path.join(PROJECT, 'coverage');
mkdirSync(SCRATCH, { recursive: true });
/** Inside the project, so that `facekit` is the package itself, as built. */
const folder = mkdtempSync(path.join(SCRATCH, 'bundle-'));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Finds faces in this thread and embeds them in worker threads. */
const APP = `
  import './find-faces.ts';
  import { embedImages } from 'facekit';
  const photograph: string = process.argv[3] ?? '';
  const { rows } = await embedImages([photograph], { detect: true, model: 'mobilefacenet', device: 'cpu' });
  console.log(rows.map(({ embedding }) => embedding.length).join());
`;

/** The command that the documentation gives for `app.ts`. */
const documented = (): readonly string[] => {
  const text = readFileSync(path.join(PROJECT, 'docs/bundlers.md'), 'utf8');
  return /^npx esbuild (app\.ts .*)$/m.exec(text)?.[1]?.split(' ') ?? [];
};

test('a program bundled with the documented command of esbuild runs, threads and all', async () => {
  copyFileSync(path.join(PROJECT, 'examples/find-faces.ts'), path.join(folder, 'find-faces.ts'));
  writeFileSync(path.join(folder, 'app.ts'), APP);
  // A program of the system's where its install script ran, one of Node.js's where it did not; both are started by their file.
  const esbuild = path.join(PROJECT, 'node_modules/esbuild/bin/esbuild');
  await run(esbuild, [...documented(), '--log-level=warning'], { cwd: folder });
  const bundle = readFileSync(path.join(folder, 'app.mjs'), 'utf8');
  expect(bundle).toMatch(/from "facekit"/);
  expect(bundle).not.toContain('find-faces.ts"');
  const photograph = path.join(PROJECT, 'datasets/sample/Guest/Guest_0001.jpg');
  const { stdout } = await run(process.execPath, [path.join(folder, 'app.mjs'), photograph, photograph]);
  expect(stdout).toMatch(/^(\d+ ){4} (0\.99\d\d|1\.0000)\n192\n$/);
});
