import { spawn } from 'node:child_process';
import path from 'node:path';
import { expect, test } from '@jest/globals';

const MODULE = path.resolve(import.meta.dirname, '../../../../dist/core/process/end-later.js');

/** How a program ends that is to be ended after 100 milliseconds. */
const endingOf = (rest: string): Promise<{ code: number | null; signal: string | null }> =>
  new Promise((resolve) => {
    const program = `import { endLater } from ${JSON.stringify(MODULE)}; endLater('SIGTERM', 100); ${rest}`;
    spawn(process.execPath, ['--input-type=module', '-e', program]).on('close', (code, signal) => {
      resolve({ code, signal });
    });
  });

test('a program that goes on is ended by the signal, though its thread is busy', async () => {
  expect(await endingOf('for (;;);')).toEqual({ code: null, signal: 'SIGTERM' });
  expect(await endingOf("process.on('exit', () => { for (;;); }); process.exitCode = 3;")).toEqual({
    code: null,
    signal: 'SIGTERM',
  });
});

test('a program that is done before keeps its exit code and does not wait', async () => {
  expect(await endingOf('process.exitCode = 3;')).toEqual({ code: 3, signal: null });
});
