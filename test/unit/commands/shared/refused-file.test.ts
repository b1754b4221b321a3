import { lstatSync, openSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { refusedFile } from '../../../../src/commands/shared/refused-file.ts';
import { PACKAGE_ROOT } from '../../../../src/files/package-info.ts';
import { testResults } from '../../../support/tables.ts';

const CWD = path.resolve('/home/ann/photos');
const CACHE = path.resolve('/var/cache/facekit');
const called = (...argv: string[]) => ({ argv, io: { cwd: CWD, env: { FACEKIT_CACHE: CACHE } } });

/** An error of a call of the system. */
const refusal = (file: unknown, code = 'ELOOP', syscall: unknown = 'open'): Error =>
  Object.assign(new Error(`${code}: no`), { code, syscall, path: file });

describe('a file that the system refuses', () => {
  const given = called('align', '/data/lfw', '--report=/srv/page', '--output', '../out', '--quiet');
  testResults('%s of the command line: %s', (file: string) => refusedFile(refusal(file), given), [
    ['/data/lfw', '/data/lfw'],
    ['/data/lfw/Ann/1.jpg', '/data/lfw/Ann/1.jpg'],
    // Made beside it, and what it lies in.
    ['/data/lfw_160/.lock', '/data/lfw_160/.lock'],
    ['/data', '/data'],
    ['/srv/page/index.html', '/srv/page/index.html'],
    [path.resolve(CWD, '../out/crops'), path.resolve(CWD, '../out/crops')],
    // Where defaults lie.
    ['models/classifier.json', 'models/classifier.json'],
    [path.join(CACHE, 'models'), path.join(CACHE, 'models')],
    ['/etc/shadow', undefined],
    ['/srv/other', undefined],
    ['/tmp/facekit-x', undefined],
  ]);

  test('of the program itself is a bug, wherever it is called', () => {
    const own = path.join(PACKAGE_ROOT, 'dist/kernels/kernels.wasm');
    expect(refusedFile(refusal(own, 'ENOENT'), { argv: [], io: { cwd: PACKAGE_ROOT, env: {} } })).toBeUndefined();
  });

  test('is told of the system’s own errors', () => {
    const missing = path.join(CWD, 'gone.jpg');
    const errors = [() => openSync(missing, 'r'), () => lstatSync(missing)].map((call) => {
      try {
        return call();
      } catch (error) {
        return refusedFile(error, called());
      }
    });
    expect(errors).toEqual([missing, missing]);
  });
});

test.each<[string, unknown]>([
  ['a call that should not have been made', refusal('/data/lfw/1.jpg', 'EINVAL')],
  ['a closed file', refusal('/data/lfw/1.jpg', 'EBADF')],
  ['no call of the system', Object.assign(new Error('no'), { code: 'ENOENT', path: '/data/lfw/1.jpg' })],
  ['no file', refusal(undefined)],
  ['no error', undefined],
  ['another error', new TypeError('x is not a function')],
])('%s is a bug', (_, error) => {
  expect(refusedFile(error, called('align', '/data/lfw'))).toBeUndefined();
});
