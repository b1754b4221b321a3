import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { PROJECT } from '../support/cli.ts';

const execute = promisify(execFile);

test('the benchmark loads all its suites and runs the smallest', async () => {
  const { stdout } = await execute(process.execPath, [path.join(PROJECT, 'bench/run.mjs'), 'yardstick', '--quick']);
  expect(stdout).toMatch(/^yardstick, not facekit +\d/m);
});
