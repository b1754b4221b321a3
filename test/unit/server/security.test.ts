import { describe, expect, test } from '@jest/globals';
import { testPredicate } from '../../support/tables.ts';
import { createHostCheck, isLoopback } from '../../../src/server/security/allowed-hosts.ts';
import { createApiKey, createKeyCheck } from '../../../src/server/security/api-key.ts';
import { createRateLimit } from '../../../src/server/security/rate-limit.ts';
import { isOwnRequest } from '../../../src/server/security/same-origin.ts';

describe('the host of a request', () => {
  const local = createHostCheck({ host: '127.0.0.1', allowed: ['Faces.example'] });

  test.each(['localhost', 'localhost:8010', '127.0.0.1:8010', '[::1]:8010', 'LOCALHOST', 'faces.example:443'])(
    '%s is the server’s own',
    (host) => {
      expect(local(host)).toBe(true);
    },
  );

  test.each([
    undefined,
    '',
    'evil.example',
    'localhost.evil.example',
    'localhost@evil.example',
    '10.0.0.1',
    'localhost:x',
  ])('%s is not', (host) => {
    expect(local(host)).toBe(false);
  });

  test('other addresses are known where others may come, and names are not', () => {
    const open = createHostCheck({ host: '0.0.0.0', allowed: [] });
    expect([open('192.168.1.5:8010'), open('[fe80::1]'), open('evil.example')]).toEqual([true, true, false]);
  });

  testPredicate('is loopback', isLoopback, {
    yes: ['127.0.0.1', '127.1.2.3', '::1', 'localhost'],
    no: ['0.0.0.0', '::', '192.168.0.1', '127.evil.example'],
  });
});

describe('the page that a request comes from', () => {
  testPredicate('is the server’s own', isOwnRequest, {
    yes: [
      { host: 'localhost:8010' },
      { host: 'localhost:8010', origin: 'http://localhost:8010', 'sec-fetch-site': 'same-origin' },
      { host: 'localhost:8010', 'sec-fetch-site': 'none' },
    ],
    no: [
      { host: 'localhost:8010', origin: 'http://localhost:9000' },
      { host: 'localhost:8010', origin: 'https://evil.example' },
      { host: 'localhost:8010', origin: 'null' },
      { host: 'localhost:8010', 'sec-fetch-site': 'cross-site' },
      { host: 'localhost:8010', 'sec-fetch-site': 'same-site' },
    ],
  });
});

test('a key is known by its SHA-256 alone, in either header', () => {
  const { key, sha256 } = createApiKey();
  expect(key).toMatch(/^[\w-]{32}$/);
  expect(sha256).not.toContain(key);
  const hasKey = createKeyCheck(sha256);
  expect(hasKey({ 'x-api-key': key })).toBe(true);
  expect(hasKey({ authorization: `Bearer ${key}` })).toBe(true);
  for (const headers of [{}, { 'x-api-key': '' }, { 'x-api-key': `${key} ` }, { authorization: `Basic ${key}` }])
    expect(hasKey(headers)).toBe(false);
});

test('a client has its burst, then what time gives', () => {
  let now = 0;
  const mayCome = createRateLimit({ perSecond: 2, burst: 3, now: () => now });
  expect([1, 2, 3, 4].map(() => mayCome('a'))).toEqual([true, true, true, false]);
  expect(mayCome('b')).toBe(true);
  now = 500;
  expect([mayCome('a'), mayCome('a')]).toEqual([true, false]);
});
