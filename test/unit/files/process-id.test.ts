import { hostname } from 'node:os';
import { describe, expect, test } from '@jest/globals';
import { formatProcessId, isGone, parseProcessId, thisProcess } from '../../../src/files/process-id.ts';

describe('a process id', () => {
  test('survives being part of a file name', () => {
    const id = { key: '00042', pid: 123, host: 'my-host.local' };
    expect(formatProcessId(id)).toBe('00042-123@my-host.local');
    expect(parseProcessId('00042-123@my-host.local')).toEqual(id);
  });

  test.each(['', '42-123@host', '00042-x@host', '00042-123', '00042-123@ho/st'])('is not %j', (text) => {
    expect(parseProcessId(text)).toBeUndefined();
  });

  test('of this process has its number and a host of plain characters', () => {
    const { pid, host } = thisProcess('12345');
    expect(pid).toBe(process.pid);
    expect(host).toMatch(/^[\w.-]+$/);
    expect(hostname()).toContain(host.slice(0, 1));
  });
});

describe('isGone', () => {
  const self = thisProcess('11111');
  const now = Date.now();
  const hours = 3600 * 1000;
  test.each<[string, Partial<typeof self>, number, boolean]>([
    ['itself', {}, now, false],
    ['another call of it', { key: '22222' }, now, false],
    ['an earlier process with its number', { key: '22222' }, now - process.uptime() * 1000 - 1, true],
    ['an earlier process with its number, before the clock was set back', { key: '22222' }, now + hours, true],
    ['a process that runs', { key: '22222', pid: process.ppid }, now, false],
    ['a process that does not run', { key: '22222', pid: 2 ** 22 + 1 }, now, true],
    ['a number taken over by another program', { key: '22222', pid: process.ppid }, now - 2 * hours, true],
    ['a process elsewhere', { host: 'elsewhere', pid: 2 ** 22 + 1 }, now, false],
    ['a process elsewhere, long silent', { host: 'elsewhere' }, now - 2 * hours, true],
  ])('%s', (_, other, lastWrite, gone) => {
    expect(isGone({ ...self, ...other }, self, lastWrite)).toBe(gone);
  });
});
