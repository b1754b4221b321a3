import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { exitCodeOf } from '../../../src/commands/shared/exit-codes.ts';
import { ERROR_CODES, isErrorCode } from '../../../src/core/error-codes.ts';
import { FacekitError, interruptedError, usageError } from '../../../src/core/errors.ts';
import { ROOT, sourceFiles } from '../../support/source-imports.ts';

describe('the codes of errors', () => {
  test('docs/errors.md lists each with its meaning, and no other', () => {
    const text = readFileSync(path.join(ROOT, 'docs/errors.md'), 'utf8');
    const rows = [...text.matchAll(/^\| `([a-z0-9-]+)` \| (.*) \|$/gm)].map(([, code, meaning]) => [code, meaning]);
    expect(rows).toEqual(Object.entries(ERROR_CODES));
  });

  test('each is used', () => {
    const source = sourceFiles()
      .filter((file) => file !== 'core/error-codes.ts')
      .map((file) => readFileSync(path.join(ROOT, 'src', file), 'utf8'))
      .join('');
    expect(Object.keys(ERROR_CODES).filter((code) => !source.includes(`'${code}'`))).toEqual([]);
  });

  test('a word that is none is told apart', () => {
    expect([isErrorCode('usage'), isErrorCode('toString'), isErrorCode('')]).toEqual([true, false, false]);
  });

  test('each has the exit code that the table says', () => {
    const controller = new AbortController();
    controller.abort('SIGTERM');
    expect(exitCodeOf(usageError('x'))).toBe(2);
    expect(exitCodeOf(new FacekitError('corrupt', 'x'))).toBe(1);
    expect(exitCodeOf(interruptedError('x', controller.signal))).toBe(143);
    expect(exitCodeOf(interruptedError('x', AbortSignal.abort('SIGINT')))).toBe(130);
  });
});
