import { type ChildProcess, execFile, spawn } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from '@jest/globals';
import { transformSync } from '@swc/core';
import { PROJECT, runCli } from '../../support/cli.ts';

const SCRATCH = path.join(PROJECT, 'coverage');
mkdirSync(SCRATCH, { recursive: true });
/** Inside the project, so that `facekit` is the package itself, as built; what lies there is not packed. */
const folder = mkdtempSync(path.join(SCRATCH, 'examples-'));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const SAMPLE = path.join(PROJECT, 'datasets/sample');

/** The example as JavaScript that the oldest supported Node.js runs. */
function compiled(name: string): string {
  const source = readFileSync(path.join(PROJECT, 'examples', `${name}.ts`), 'utf8');
  const file = path.join(folder, `${name}.mjs`);
  const { code } = transformSync(source, { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } });
  writeFileSync(file, code);
  return file;
}

const run = async (file: string, args: readonly string[] = []): Promise<string> =>
  (await promisify(execFile)(process.execPath, [file, ...args], { cwd: PROJECT })).stdout;

test('every program has its test; folders are job scripts, with tests of their own', () => {
  const entries = readdirSync(path.join(PROJECT, 'examples'), { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  expect(entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)).toEqual(['kubernetes', 'slurm']);
  const tests = readFileSync(import.meta.filename, 'utf8');
  expect(names.filter((name) => !tests.includes(`'${name.replace(/\.ts$/, '')}'`))).toEqual([]);
});

test('find-faces prints a line for each face', async () => {
  const lines = (await run(compiled('find-faces'))).trim().split('\n');
  expect(lines).toHaveLength(3);
  for (const line of lines) expect(line).toMatch(/^(\d+ ){4} 0\.9\d{3}$|^(\d+ ){4} 1\.0000$/);
});

test('same-person tells one person from two', async () => {
  const file = compiled('same-person');
  expect(await run(file)).toMatch(/^one person: /);
  const other = path.join(SAMPLE, 'Eileen_Collins/Eileen_Collins_0001.jpg');
  expect(await run(file, [path.join(SAMPLE, 'Guest/Guest_0001.jpg'), other])).toMatch(/^two people: /);
});

test('recognize-people names the faces of a photograph', async () => {
  expect(await run(compiled('recognize-people'))).toBe('Guest\n');
});

test('measure-model prints what the protocol makes of well-parted pairs', async () => {
  expect(await run(compiled('measure-model'))).toBe('accuracy 1, validation rate 1\n');
});

test('common-js imports the package', async () => {
  const file = path.join(folder, 'common-js.cjs');
  copyFileSync(path.join(PROJECT, 'examples', 'common-js.cjs'), file);
  expect(await run(file)).toMatch(/^a face of 0\.99\d\d, 192 numbers\n$|^a face of 1\.0000, 192 numbers\n$/);
});

test('http-handler answers a posted photograph with faces and names, and a text with a reason', async () => {
  const classifier = path.join(folder, 'people.json');
  const people = path.join(folder, 'people');
  for (const file of ['Guest/Guest_0001.jpg', 'Guest/Guest_0002.jpg', 'Groups/sample1.jpg', 'Groups/sample2.jpg'])
    cpSync(path.join(SAMPLE, file), path.join(people, file));
  const training = ['train-classifier', people, classifier, '--detect', '--min-face', '60', '--model', 'mobilefacenet'];
  expect(await runCli(...training, '--quiet')).toMatchObject({ exitCode: 0 });
  const server = spawn(process.execPath, [compiled('http-handler'), classifier, '0'], { cwd: PROJECT });
  try {
    const address = `http://localhost:${await portOf(server)}`;
    const post = async (body: Uint8Array | string) => fetch(address, { method: 'POST', body: Buffer.from(body) });
    const answer = await post(readFileSync(path.join(SAMPLE, 'Guest/Guest_0001.jpg')));
    expect(await answer.json()).toEqual([expect.objectContaining({ name: 'Guest', score: expect.closeTo(1, 1) })]);
    const refusal = await post('no photograph');
    expect(refusal.status).toBe(400);
    expect(await refusal.json()).toEqual(expect.objectContaining({ code: 'not-an-image' }));
  } finally {
    server.kill();
  }
});

const portOf = (server: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    server.stdout?.on('data', (text: Buffer) => {
      const port = /"port":(\d+)/.exec(text.toString())?.[1];
      if (port !== undefined) resolve(port);
    });
    server.on('exit', (code) => {
      reject(new Error(`the server ended with ${code}`));
    });
  });
