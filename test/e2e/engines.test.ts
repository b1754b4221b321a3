import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { EngineReport } from '../../src/tensor/onnx/devices.ts';
import { PROJECT, startCli } from '../support/cli.ts';
import { useTemporaryFolders } from '../support/temporary.ts';

/**
 * When the program ends, it writes the packages of the modules that were loaded on standard error, `@scope/name` each: those of the main thread, and
 * the one with a library of the system's, whatever thread loaded it.
 */
const TELL_PACKAGES = `
  import { existsSync, readFileSync } from 'node:fs';
  import { createRequire } from 'node:module';
  import { isMainThread } from 'node:worker_threads';
  const { cache } = createRequire(process.execPath);
  const packageOf = (file) => /node_modules\\/((?:@[^/]+\\/)?[^/]+)\\//.exec(file.replaceAll('\\\\', '/'))?.[1];
  const maps = '/proc/self/maps';
  const libraries = () => (existsSync(maps) ? readFileSync(maps, 'utf8').split('\\n') : []);
  if (isMainThread)
    process.on('exit', () => console.error('loaded', ...new Set([...Object.keys(cache), ...libraries()].map(packageOf))));
`;
const nodeArgs = ['--import', `data:text/javascript,${encodeURIComponent(TELL_PACKAGES)}`];

/** Runs the built program, and returns which packages of runtimes it loaded. */
async function runtimesOf(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { exitCode, stdout, stderr } = await startCli(args, { nodeArgs, env }).result;
  const loaded = /^loaded (.*)$/m.exec(stderr)?.[1]?.split(' ') ?? [];
  return {
    exitCode,
    stdout,
    runtimes: loaded.filter((name) => name === 'onnxruntime-node' || name.startsWith('@tensorflow/')).sort(),
  };
}

const guests = [1, 2].map((n) => path.join(PROJECT, `datasets/sample/Guest/Guest_000${n}.jpg`));
const compare = ['compare', ...guests, '--model', 'mobilefacenet', '--device', 'cpu', '--json'];
const TFJS = ['@tensorflow/tfjs-backend-wasm', '@tensorflow/tfjs-core'];

describe('only the runtime of the chosen engine is loaded', () => {
  /** The distance that each run measured, by its name. */
  const distances = new Map<string, number>();

  test.each<[string, string[], Record<string, string>, string[]]>([
    ['by default', compare, {}, ['onnxruntime-node']],
    ['--engine onnxruntime', [...compare, '--engine', 'onnxruntime'], { FACEKIT_ENGINE: 'tfjs' }, ['onnxruntime-node']],
    ['--engine tfjs', [...compare, '--engine', 'tfjs'], {}, TFJS],
    ['FACEKIT_ENGINE=tfjs', compare, { FACEKIT_ENGINE: 'tfjs' }, TFJS],
    ['--help', ['--help'], {}, []],
  ])('%s', async (name, args, env, expected) => {
    const { exitCode, stdout, runtimes } = await runtimesOf(args, env);
    expect({ exitCode, runtimes }).toEqual({ exitCode: 0, runtimes: expected });
    if (args.includes('compare'))
      distances.set(name, (JSON.parse(stdout) as { distances: number[][] }).distances[0]?.[1] ?? NaN);
  });

  test('both engines have measured the same distance', () => {
    const [first, second] = ['--engine onnxruntime', '--engine tfjs'].map((name) => distances.get(name) ?? NaN);
    expect(first).toBeGreaterThan(0.3);
    expect(Math.abs((first ?? NaN) - (second ?? NaN))).toBeLessThan(1e-4);
  });
});

describe('doctor', () => {
  test('measures both engines on the processor, and keeps standard output for the report', async () => {
    const { stdout, exitCode } = await startCli(['doctor', '--json', '--seconds', '0.5']).result;
    expect(exitCode).toBe(0);
    const { engines } = JSON.parse(stdout) as { engines: EngineReport[] };
    const measured = engines.flatMap(({ engine, devices }) =>
      devices.filter((device) => 'speed' in device).map(({ device }) => `${engine} ${device}`),
    );
    expect(measured).toEqual(expect.arrayContaining(['onnxruntime cpu', 'tfjs cpu']));
  }, 120_000);
});

describe('an engine that is not there', () => {
  const temporary = useTemporaryFolders();

  test('is an error before align writes anything', async () => {
    const output = path.join(temporary(), 'crops');
    const sample = path.join(PROJECT, 'datasets/sample');
    const { exitCode, stderr } = await startCli(['align', sample, output, '--engine', 'tfjs', '--device', 'cuda'])
      .result;
    expect({ exitCode, written: existsSync(output) }).toEqual({ exitCode: 1, written: false });
    expect(stderr).toMatch(/^facekit: Expected the device cuda .*`npm install @tensorflow\/tfjs-node-gpu@\S+`/);
  });
});
