import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { run } from '../../src/main.ts';
import { PROJECT, runCli, startCli } from '../support/cli.ts';
import { createTestIo } from '../support/io.ts';
import { useTemporaryFolders } from '../support/temporary.ts';

const temporary = useTemporaryFolders();

describe('the command line', () => {
  test('--help lists the commands, --version the version', async () => {
    const help = await runCli('--help');
    expect(help).toMatchObject({ exitCode: 0, stderr: '' });
    expect(help.stdout).toMatch(/^Usage: facekit[\s\S]*\n {2}align /);
    const { version } = JSON.parse(readFileSync(path.join(PROJECT, 'package.json'), 'utf8')) as {
      version: string;
    };
    expect(await runCli('--version')).toMatchObject({ exitCode: 0, stdout: `${version}\n` });
  });

  (process.platform === 'win32' ? test.skip : test)('where few files may be open at once, that is no bug', async () => {
    const command = [process.execPath, path.join(PROJECT, 'bin/facekit.js'), 'align', 'nowhere', '--device', 'cpu'];
    const run = promisify(execFile)('sh', ['-c', 'ulimit -n 48; exec "$@"', 'sh', ...command]);
    const { code, stderr } = (await run.catch((error: unknown) => error)) as { code: number; stderr: string };
    expect(stderr).toMatch(/^facekit: Expected (to open one more file|.*nowhere).*\n$/);
    expect(code).toBe(1);
  });

  test('--help loads neither the codec nor a runtime', async () => {
    const trace = path.join(temporary(), 'trace.cjs');
    writeFileSync(
      trace,
      "process.on('exit', () => { for (const f of Object.keys(require.cache)) process.stderr.write(f + '\\n'); });",
    );
    const { stderr } = await startCli(['--help'], { nodeArgs: ['--require', trace] }).result;
    expect(stderr).toContain('commander');
    expect(stderr).not.toMatch(/sharp|onnxruntime|fast-glob|cli-progress/);
  });

  test.each<[string[], number, RegExp]>([
    [[], 2, /^Usage: facekit/],
    [['algin'], 2, /^facekit: unknown command 'algin' \(Did you mean align\?\)\n$/],
    [['align'], 2, /^facekit: Expected a folder of images to align but received none\.\n$/],
    [
      ['align', 'in', '--imagesize', '3'],
      2,
      /^facekit: unknown option '--imagesize' \(Did you mean --image-size\?\)\n$/,
    ],
    [
      ['align', 'in', '--margin', 'wide'],
      2,
      /^facekit: Expected a whole number from 0 to 10000 for --margin but received wide\.\n$/,
    ],
    [['align', 'in', 'out', 'more'], 2, /^facekit: too many arguments/],
    [
      ['align', '/no/such/folder'],
      1,
      /^facekit: Expected a folder of images but \/no\/such\/folder does not exist\.\n$/,
    ],
    [['align', 'datasets', 'datasets'], 2, /^facekit: Expected an output folder other than the input/],
  ])('%j ends with %d', async (args, exitCode, stderr) => {
    const io = createTestIo({ cwd: PROJECT });
    expect(await run(args, io.io)).toBe(exitCode);
    expect(io.stdout()).toBe('');
    expect(io.stderr()).toMatch(stderr);
  });

  test('an empty folder is an error with a sentence', async () => {
    const { exitCode, stderr } = await runCli('align', temporary());
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^facekit: Expected images .* but found none\.\n$/);
  });

  test('devices tells versions and what is present', async () => {
    const { stdout, exitCode } = await runCli('devices', '--json');
    expect(exitCode).toBe(0);
    const report = JSON.parse(stdout) as {
      versions: Record<string, string>;
      engines: { devices: { device: string; present: boolean }[] }[];
    };
    expect(report.versions).toMatchObject({ node: process.version });
    expect(report.engines[0]?.devices).toContainEqual({ device: 'cpu', present: true });
  });
});
