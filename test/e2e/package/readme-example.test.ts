import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const ROOT = path.resolve(import.meta.dirname, '../../..');

/** Runs the README's example as it stands, against the built package. */
test('the example of the README writes a picture for each face', async () => {
  const readme = await readFile(path.join(ROOT, 'README.md'), 'utf8');
  const [, example] = /```ts\n([\s\S]*?)```/.exec(readme) ?? [];
  if (example === undefined) throw new Error('Expected a TypeScript example in the README');
  const folder = await mkdtemp(path.join(os.tmpdir(), 'facekit-readme-'));
  try {
    const script = example
      .replace("'facekit'", JSON.stringify(path.join(ROOT, 'dist/bundle/index.js')))
      .replace('datasets/sample', path.join(ROOT, 'datasets/sample'));
    await writeFile(path.join(folder, 'example.mjs'), script);
    await promisify(execFile)(process.execPath, ['example.mjs'], { cwd: folder });
    const faces = (await readdir(folder)).filter((name) => name.endsWith('.png'));
    expect(faces.toSorted()).toEqual(['face_0.png', 'face_1.png', 'face_2.png']);
  } finally {
    await rm(folder, { recursive: true });
  }
});
