import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { PROJECT } from '../support/cli.ts';
import { useTemporaryFolders } from '../support/temporary.ts';

const run = promisify(execFile);
const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];

/** Installing the packed package needs the descriptions of its dependencies, which `npm ci` does not keep. */
const registryAnswers = await run('npm', ['ping', '--fetch-retries=0', '--fetch-timeout=5000']).then(
  () => true,
  () => false,
);
if (!registryAnswers) process.stderr.write('skipped: the packed package (no npm registry in reach)\n');

const describeWithRegistry = registryAnswers ? describe : describe.skip;

describeWithRegistry('the packed package', () => {
  const temporary = useTemporaryFolders();

  test('installs into an empty folder, and aligns there', async () => {
    const folder = temporary();
    const { stdout: packed } = await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], {
      cwd: PROJECT,
    });
    writeFileSync(path.join(folder, 'package.json'), '{"private": true}');
    const tarball = `./${packed.trim().split('\n').at(-1) ?? ''}`;
    await run('npm', ['install', tarball, '--onnxruntime-node-install=skip', ...quiet], { cwd: folder });
    const facekit = path.join(folder, 'node_modules/.bin/facekit');

    const { stdout: help } = await run(facekit, ['--help'], { cwd: folder });
    expect(help).toContain('align');

    const photograph = path.join(PROJECT, 'datasets/sample/Eileen_Collins');
    const { stdout: totals } = await run(facekit, ['align', photograph, 'crops', '--device', 'cpu'], {
      cwd: folder,
    });
    expect(totals).toContain('Number of successfully aligned images: 1');
    expect(readdirSync(path.join(folder, 'crops'))).toContain('Eileen_Collins_0001.png');

    const library = "import { createDetector } from 'facekit'; console.log(typeof createDetector);";
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', library], { cwd: folder });
    expect(stdout.trim()).toBe('function');
  }, 240_000);

  test('holds nothing but what runs', async () => {
    const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: PROJECT,
    });
    const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
    const folders = new Set(files.map((file) => file.path.split('/')[0]));
    const { files: allowed } = JSON.parse(readFileSync(path.join(PROJECT, 'package.json'), 'utf8')) as {
      files: string[];
    };
    const expected = new Set([
      'package.json',
      'README.md',
      'LICENSE',
      ...allowed.map((name) => name.split('/')[0] ?? ''),
    ]);
    expect([...folders].filter((name) => !expected.has(name ?? ''))).toEqual([]);
  });
});
