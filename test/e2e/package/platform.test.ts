import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { PROJECT, startCli } from '../../support/cli.ts';
import { useTemporaryFolders } from '../../support/temporary.ts';

const temporary = useTemporaryFolders();

const BIN = path.join(PROJECT, 'bin/facekit.js');
const PORTRAIT = path.join(PROJECT, 'datasets/sample/Eileen_Collins/Eileen_Collins_0001.jpg');

/** A program that Node.js loads first, here and in threads. */
function preloaded(text: string): string[] {
  const file = path.join(temporary(), 'first.cjs');
  writeFileSync(file, text);
  return ['--require', file];
}

/** As on musl: the loader of libraries refuses the runtime's. */
const withoutRuntime = (): string[] =>
  preloaded(`
    const Module = require('node:module');
    const load = Module._extensions['.node'];
    Module._extensions['.node'] = (module, file) => {
      if (!file.includes('onnxruntime')) return load(module, file);
      throw Object.assign(new Error('Error loading shared library ld-linux-x86-64.so.2'), { code: 'ERR_DLOPEN_FAILED' });
    };`);

interface Shell {
  readonly exitCode: number | null;
  readonly stderr: string;
}

/** Runs a line of a POSIX shell in which "$facekit" is the program. */
function shell(line: string, cwd = PROJECT): Promise<Shell> {
  const env = { ...process.env, node: process.execPath, bin: BIN };
  const child = spawn('sh', ['-c', line.replaceAll('facekit', '"$node" "$bin"')], { cwd, env });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve) => {
    child.on('close', (exitCode) => {
      resolve({ exitCode, stderr });
    });
  });
}

describe('a runtime that cannot be loaded', () => {
  test.each([
    ['compare', [PORTRAIT, PORTRAIT, '--model', 'mobilefacenet']],
    [
      'embed',
      [PORTRAIT, '--detect', '--model', 'mobilefacenet', '--output', path.join(tmpdir(), `never-${process.pid}.npy`)],
    ],
    ['align', [path.dirname(PORTRAIT), path.join(tmpdir(), `never-${process.pid}`)]],
  ])('is a sentence of %s', async (command, args) => {
    const result = await startCli([command, ...args], { nodeArgs: withoutRuntime() }).result;
    expect(result).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: expect.stringMatching(
        /^((Embedding|Comparing) .*\n)?facekit: Expected ONNX Runtime but it cannot be loaded on \w+ \w+.*: Error loading shared library ld-linux-x86-64\.so\.2\. It has binaries for .*--engine tfjs\.\n$/,
      ),
    });
  });

  test('leaves the rest to devices and doctor', async () => {
    for (const args of [
      ['devices', '--json'],
      ['doctor', '--no-speed', '--json'],
    ]) {
      const { exitCode, stdout } = await startCli(args, { nodeArgs: withoutRuntime() }).result;
      expect({ args, exitCode }).toEqual({ args, exitCode: 0 });
      const { engines } = JSON.parse(stdout) as { engines: { engine: string; devices: object[] }[] };
      expect(engines.map(({ engine }) => engine)).toEqual(['onnxruntime', 'tfjs']);
      expect(engines[0]?.devices[0]).toEqual({
        ...{ device: 'cpu', present: false },
        reason: expect.stringMatching(/^Expected ONNX Runtime but it cannot be loaded/),
      });
    }
  });
});

const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('standard output', () => {
  test.each([
    '--version',
    '--help',
    'models list',
    'models list --json',
    `compare ${PORTRAIT} ${PORTRAIT} --json --quiet`,
  ])('on a full disk is a sentence: %s', async (command) => {
    expect(await shell(`facekit ${command} > /dev/full`)).toEqual({
      exitCode: 1,
      stderr: 'facekit: Expected to write to standard output but the disk is full.\n',
    });
  });

  test('that is closed, and messages that cannot be written, are no bug', async () => {
    expect(await shell('facekit --help >&-')).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await shell('facekit algin 2> /dev/full')).toMatchObject({ exitCode: 2 });
  });

  test('a working folder that was removed is a sentence', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'facekit-gone-'));
    expect(await shell(`rmdir "$PWD"; facekit --version`, folder)).toEqual({
      exitCode: 1,
      stderr: 'facekit: Expected a working folder but it was removed; change to another one.\n',
    });
  });
});

test('an old Node.js is told which is expected', async () => {
  const old = "Object.defineProperty(process.versions, 'node', { value: '18.20.4' });";
  const result = await startCli(['--version'], { nodeArgs: preloaded(old) }).result;
  expect(result).toMatchObject({
    ...{ exitCode: 1, stdout: '' },
    stderr: expect.stringMatching(/^facekit: Expected Node\.js [\d.]+ or newer but this is 18\.20\.4\.\n$/),
  });
});
