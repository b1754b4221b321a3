import { describe, expect, test } from '@jest/globals';
import { ByteReader } from '../../../../src/formats/byte-reader.ts';
import { PickleGlobal, type PickleValue } from '../../../../src/formats/pickle/machine.ts';
import { readPickle } from '../../../../src/formats/pickle/read-pickle.ts';

const read = (bytes: Uint8Array, globals: PickleGlobal[] = []): PickleValue =>
  readPickle(new ByteReader(bytes, 'a.pkl'), { globals });

/**
 * Python 3.11, pickle.dumps(value, protocol) of {'a': l, 't': (1, 2, 3, 4), 'big': 2**70, 'n': -2**40,
 * 'd': OrderedDict(k='v'), 'again': l} with l = [1, -2, 70000, -1.5, True, None, 'é'].
 */
const PYTHON: readonly (readonly [protocol: number, pickle: string])[] = [
  [
    0,
    'KGRwMApWYQpwMQoobHAyCkkxCmFJLTIKYUk3MDAwMAphRi0xLjUKYUkwMQphTmFW6QpwMwphc1Z0CnA0CihJMQpJMgpJMwpJNAp0cDUKc1ZiaWcKcDYKTDExODA1OTE2MjA3MTc0MTEzMDM0MjRMCnNWbgpwNwpMLTEwOTk1MTE2Mjc3NzZMCnNWZApwOApjY29sbGVjdGlvbnMKT3JkZXJlZERpY3QKcDkKKHRScDEwClZrCnAxMQpWdgpwMTIKc3NWYWdhaW4KcDEzCmcyCnMu',
  ],
  [
    1,
    'fXEAKFgBAAAAYXEBXXECKEsBSv7///9KcBEBAEe/+AAAAAAAAEkwMQpOWAIAAADDqXEDZVgBAAAAdHEEKEsBSwJLA0sEdHEFWAMAAABiaWdxBkwxMTgwNTkxNjIwNzE3NDExMzAzNDI0TApYAQAAAG5xB0wtMTA5OTUxMTYyNzc3NkwKWAEAAABkcQhjY29sbGVjdGlvbnMKT3JkZXJlZERpY3QKcQkpUnEKWAEAAABrcQtYAQAAAHZxDHNYBQAAAGFnYWlucQ1oAnUu',
  ],
  [
    2,
    'gAJ9cQAoWAEAAABhcQFdcQIoSwFK/v///0pwEQEAR7/4AAAAAAAAiE5YAgAAAMOpcQNlWAEAAAB0cQQoSwFLAksDSwR0cQVYAwAAAGJpZ3EGigkAAAAAAAAAAEBYAQAAAG5xB4oGAAAAAAD/WAEAAABkcQhjY29sbGVjdGlvbnMKT3JkZXJlZERpY3QKcQkpUnEKWAEAAABrcQtYAQAAAHZxDHNYBQAAAGFnYWlucQ1oAnUu',
  ],
  [
    5,
    'gAWVjQAAAAAAAAB9lCiMAWGUXZQoSwFK/v///0pwEQEAR7/4AAAAAAAAiE6MAsOplGWMAXSUKEsBSwJLA0sEdJSMA2JpZ5SKCQAAAAAAAAAAQIwBbpSKBgAAAAAA/4wBZJSMC2NvbGxlY3Rpb25zlIwLT3JkZXJlZERpY3SUk5QpUpSMAWuUjAF2lHOMBWFnYWlulGgCdS4=',
  ],
];

describe('readPickle', () => {
  test.each(PYTHON)('reads protocol %d', (_, pickle) => {
    const list = [1, -2, 70000, -1.5, true, null, 'é'];
    expect(read(Buffer.from(pickle, 'base64'))).toEqual(
      new Map<string, unknown>([
        ['a', list],
        ['t', [1, 2, 3, 4]],
        ['big', 2n ** 70n],
        ['n', -(2 ** 40)],
        ['d', new Map([['k', 'v']])],
        ['again', list],
      ]),
    );
  });

  /** Python: an object whose __reduce__ gives (os.system, ('echo pwned',)). */
  test.each([
    [0, 'Y3Bvc2l4CnN5c3RlbQpwMAooVmVjaG8gcHduZWQKcDEKdHAyClJwMwou'],
    [2, 'gAJjcG9zaXgKc3lzdGVtCnEAWAoAAABlY2hvIHB3bmVkcQGFcQJScQMu'],
    [4, 'gASVJQAAAAAAAACMBXBvc2l4lIwGc3lzdGVtlJOUjAplY2hvIHB3bmVklIWUUpQu'],
  ])('refuses to run os.system, by name (protocol %d)', (_, pickle) => {
    const attack = (): unknown => read(Buffer.from(pickle, 'base64'));
    expect(attack).toThrow(expect.objectContaining({ code: 'pickle-refused' }));
    expect(attack).toThrow(/refuses to run posix\.system.*a\.pkl/);
  });

  test.each([
    ['a set', Buffer.from('gASVCQAAAAAAAACPlChLAUsCkC4=', 'base64'), 'pickle-refused', /operation 0x8f/],
    ['an instance (INST)', Buffer.from('(iposix\nsystem\n.'), 'pickle-refused', /operation 0x69/],
    ['an extension code', Buffer.from('\x82\x01.', 'latin1'), 'pickle-refused', /operation 0x82/],
    ['a persistent id', Buffer.from('K\x01Q.', 'latin1'), 'pickle-refused', /persistent id/],
    [
      'a call of what is only a name',
      Buffer.from('ctorch\nFloatStorage\n(tR.'),
      'pickle-refused',
      /torch\.FloatStorage/,
    ],
    ['state of what is no dictionary', Buffer.from(']}b.'), 'pickle-refused', /__setstate__/],
    ['a call of a number', Buffer.from('K\x01(tR.', 'latin1'), 'pickle-invalid', /no function/],
    ['an empty stack', Buffer.from('.'), 'pickle-invalid', /empty stack/],
    ['a mark in the way', Buffer.from('K\x01(0.', 'latin1'), 'pickle-invalid', /empty stack/],
    ['no mark', Buffer.from('t.'), 'pickle-invalid', /mark/],
    ['an unknown memo', Buffer.from('h\x07.', 'latin1'), 'pickle-invalid', /value 7/],
    ['items of no dictionary', Buffer.from('](NNu.'), 'pickle-invalid', /no dictionary/],
    ['no number', Buffer.from('I12x\n.'), 'pickle-invalid', /"12x" for a number/],
    ['an endless integer', Buffer.from('\x8b\xff\xff\xff\x7f', 'latin1'), 'pickle-invalid', /2147483647 bytes/],
    ['protocol 6', Buffer.from('\x80\x06N.', 'latin1'), 'pickle-invalid', /protocol 6/],
    ['no end', Buffer.from(']'), 'file-truncated', /a\.pkl/],
    ['a string beyond the end', Buffer.from('X\xff\xff\xff\xffab.', 'latin1'), 'file-truncated', /4294967295 bytes/],
    ['a negative length', Buffer.from('T\xff\xff\xff\xffab.', 'latin1'), 'file-truncated', /a\.pkl/],
  ])('refuses %s', (_, pickle, code, message) => {
    const attempt = (): unknown => read(pickle, [new PickleGlobal('torch.FloatStorage')]);
    expect(attempt).toThrow(expect.objectContaining({ name: 'FacekitError', code }));
    expect(attempt).toThrow(message);
  });

  test('refuses a name of any length in a sentence', () => {
    const attack = (): unknown => read(Buffer.from(`c${'a'.repeat(10_000)}\nb\n.`));
    expect(attack).toThrow(/^facekit refuses to run a{80}…, which/);
  });

  test('deep nesting takes no recursion', () => {
    const pickle = Buffer.concat([Buffer.from(')'), Buffer.alloc(200_000, 0x85), Buffer.from('.')]);
    expect(read(pickle)).toHaveLength(1);
  });

  test('leaves the reader behind the pickle', () => {
    const reader = new ByteReader(Buffer.from('K\x01.K\x02.', 'latin1'), 'a.pkl');
    expect([readPickle(reader), readPickle(reader), reader.remaining]).toEqual([1, 2, 0]);
  });
});

test('a file of nothing but operations is refused before it takes the memory', () => {
  const reader = new ByteReader(Buffer.alloc(50_000_000, '('), 'a.pkl');
  expect(() => readPickle(reader)).toThrow(/more than 1000000 operations/);
  expect(reader.remaining).toBeGreaterThan(48_900_000);
});
