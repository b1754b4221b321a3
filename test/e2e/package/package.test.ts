import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PROJECT } from '../../support/cli.ts';

const run = promisify(execFile);
const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];

/** Installing the packed package needs the descriptions of its dependencies, which `npm ci` does not keep. */
const registryAnswers = await run('npm', ['ping', '--fetch-retries=0', '--fetch-timeout=5000']).then(
  () => true,
  () => false,
);
if (!registryAnswers) process.stderr.write('skipped: the packed package (no npm registry in reach)\n');

/** A program in which a missing type would be an error. */
const TYPED = `
  import { createDetector, type Face } from 'facekit';
  const detector = await createDetector();
  const faces: Face[] = await detector.detect({ width: 1, height: 1, data: new Uint8Array(3) });
  // @ts-expect-error faces have no such field
  faces[0]?.nonsense;
`;

/** The files of the package. */
const PACKED = [
  /^(package\.json|README\.md|LICENSE|CHANGELOG\.md)$/,
  /^bin\/(facekit\.js|require\.cjs)$/,
  /^dist\/[\w/-]+\.d\.ts$/,
  /^dist\/bundle\/[\w-]+\.js$/,
  /^dist\/kernels\/kernels\.(js|wasm)$/,
  /^dist\/web\/[a-z-]+\.(js|html|css|svg)$/,
  /^models\/([\w.-]+\.(safetensors|json|sha256)|README\.md|LICENSE\.[\w-]+)$/,
];

/** What `npm pack --json` says. */
interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
  readonly size: number;
}

const describeWithRegistry = registryAnswers ? describe : describe.skip;

describeWithRegistry('the packed package', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'facekit-package-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  let packed: Packed;
  beforeAll(async () => {
    const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
    const { stdout } = await run('npm', args, { cwd: PROJECT });
    [packed] = JSON.parse(stdout) as [Packed];
  }, 60_000);

  test('installs into an empty folder, and aligns there', async () => {
    writeFileSync(path.join(folder, 'package.json'), '{"private": true}');
    await run('npm', ['install', `./${packed.filename}`, '--onnxruntime-node-install=skip', ...quiet], { cwd: folder });
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

    const required = "console.log(typeof require('facekit').createDetector);";
    const outcome = await run(process.execPath, ['-e', required], { cwd: folder }).catch((error: unknown) => error);
    // What is known of this since Node.js 20.19 and 22.12.
    if ('require_module' in process.features) expect(outcome).toMatchObject({ stdout: 'function\n' });
    else expect(outcome).toMatchObject({ stderr: expect.stringContaining("await import('facekit')") });
    for (const [module, resolution] of [
      ['node16', 'node16'],
      ['esnext', 'bundler'],
    ] as const) {
      writeFileSync(path.join(folder, 'program.mts'), TYPED);
      const tsc = [path.join(PROJECT, 'node_modules/typescript/bin/tsc'), '--noEmit', '--strict', '--skipLibCheck'];
      const lib = ['--target', 'es2023', '--lib', 'es2023,esnext.disposable,dom', '--types', 'node'];
      const types = ['--typeRoots', path.join(PROJECT, 'node_modules/@types')];
      const how = ['--module', module, '--moduleResolution', resolution, 'program.mts'];
      await run(process.execPath, [...tsc, ...lib, ...types, ...how], { cwd: folder });
    }
  }, 240_000);

  test('holds nothing but what runs', () => {
    const { files, size } = packed;
    // Maps would point to sources that are not packed.
    expect(files.filter((file) => !PACKED.some((pattern) => pattern.test(file.path)))).toEqual([]);
    expect(size).toBeLessThan(12_000_000);
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
