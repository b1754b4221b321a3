import { expect, test } from '@jest/globals';
import { readFailure } from '../../../src/image/read-error.ts';

const systemError = (code: string): Error => Object.assign(new Error(`${code}: it failed`), { code });

// Permissions do not bind the super-user, so the reasons are tested from the codes that Node.js reports.
test.each([
  ['ENOENT', 'not-found'],
  ['ENOTDIR', 'not-found'],
  ['ELOOP', 'not-found'],
  ['EACCES', 'no-permission'],
  ['EPERM', 'no-permission'],
  ['EISDIR', 'is-folder'],
  ['EIO', 'read-failed'],
  ['ENXIO', 'not-a-file'],
  ['ERR_FS_FILE_TOO_LARGE', 'read-failed'],
])('%s is %s', (code, reason) => {
  expect(readFailure(systemError(code)).reason).toBe(reason);
});

test('an unforeseen failure keeps its own words', () => {
  expect(readFailure(systemError('EIO')).text).toBe('EIO: it failed');
  expect(readFailure('no error object').text).toBe('no error object');
});
