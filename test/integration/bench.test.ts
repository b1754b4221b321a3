import { describe, expect, test } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from '../../src/main.ts';
import type { BenchReport } from '../../src/pipelines/bench/bench-report.ts';
import { PROJECT } from '../support/cli.ts';
import { createTestIo } from '../support/io.ts';
import { useTemporaryFolders } from '../support/temporary.ts';

const temporary = useTemporaryFolders();
const QUICK = ['--seconds', '0', '--model', 'mobilefacenet', '--device', 'cpu'];

async function bench(...args: string[]) {
  const { io, stdout, stderr } = createTestIo({ cwd: PROJECT });
  const exitCode = await run(['bench', ...args], io);
  return { exitCode, stdout: stdout(), stderr: stderr() };
}

const namesOf = ({ figures }: BenchReport): string[] => figures.map(({ name }) => name);

describe('facekit bench', () => {
  test('measures without photographs, on a picture whose faces are found', async () => {
    const { exitCode, stdout, stderr } = await bench(...QUICK, '--json');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const report = JSON.parse(stdout) as BenchReport;
    expect(namesOf(report)).toEqual([
      'decode, 640×480',
      'detect, 640×480',
      'crop and encode, 640×480',
      'embed mobilefacenet, batch 1',
      'embed mobilefacenet, batch 8',
      'embed mobilefacenet, batch 32',
    ]);
    for (const figure of report.figures) expect(figure).toMatchObject({ runs: 1 });
    expect(report.machine.cores).toBeGreaterThan(0);
  }, 120_000);

  test('measures on photographs, leaves out what cannot be read, and compares with an earlier run', async () => {
    const folder = temporary();
    const photograph = readFileSync(path.join(PROJECT, 'datasets/sample/Guest/Guest_0001.jpg'));
    writeFileSync(path.join(folder, 'a.jpg'), photograph);
    writeFileSync(path.join(folder, 'b.jpg'), photograph.subarray(0, 1000));
    const earlier = path.join(folder, 'earlier.json');
    const milliseconds = { median: 1e9, low: 1e9, high: 1e9 };
    const figure = { name: 'detect, 560×700', count: 1, runs: 1, milliseconds, cpu: 1, peakMemory: 100 };
    const machine = { processor: 'x', cores: 1 };
    writeFileSync(earlier, JSON.stringify({ machine, versions: {}, figures: [figure] }));
    const { exitCode, stdout } = await bench(...QUICK, folder, '--baseline', earlier);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('The earlier figures are of another machine (x, 1 cores)');
    expect(stdout).toMatch(/^detect, 560×700 .* \d{3,}\.\d\d×$/m);
    expect(stdout).toMatch(/^embed mobilefacenet, batch 8 .* –$/m);
  }, 120_000);

  test.each([
    [['/no/such/folder'], 1, 'Expected an image, a folder or a pattern'],
    [['--seconds', '-1'], 2, 'Expected a number from 0 to 600 for --seconds but received -1.'],
    [['--baseline', '/no/such/file'], 1, 'Expected what an earlier `facekit bench --json` printed'],
    [['--model', 'nobody'], 1, 'Expected the name of a model'],
  ])('%j is an error', async (args, exitCode, message) => {
    const result = await bench('--seconds', '0', ...args);
    expect(result).toMatchObject({ exitCode, stdout: '' });
    expect(result.stderr).toContain(`facekit: ${message}`);
  });

  test('stops when it is asked to', async () => {
    const controller = new AbortController();
    const { io, stdout, stderr } = createTestIo({ cwd: PROJECT, signal: controller.signal });
    controller.abort('SIGINT');
    expect(await run(['bench', ...QUICK, '--seconds', '600'], io)).toBe(130);
    expect(stdout()).toBe('');
    expect(stderr()).toBe('Interrupted: nothing is reported.\n');
  }, 120_000);
});
