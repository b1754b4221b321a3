import { describe, expect, test } from '@jest/globals';
import { readAlignment, standardization } from '../../../../src/commands/models/options.ts';

describe('--standardization', () => {
  test.each([
    ['fixed', 'fixed'],
    ['per-image', 'per-image'],
    ['none', 'none'],
    ['127.5,128', { mean: 127.5, std: 128 }],
    ['0, 255', { mean: 0, std: 255 }],
  ])('%s', (text, expected) => {
    expect(standardization('--standardization')(text)).toEqual(expected);
  });

  test.each(['', 'prewhiten', '127.5', '127.5,', '127.5,0', '1,2,3', 'a,b'])('refuses %j', (text) => {
    expect(() => standardization('--standardization')(text)).toThrow(/MEAN,STD .* for --standardization/);
  });
});

describe('--alignment and --margin', () => {
  test.each([
    [undefined, undefined, undefined],
    ['box', undefined, { kind: 'box', margin: 32 }],
    ['box', 0, { kind: 'box', margin: 0 }],
    [undefined, 44, { kind: 'box', margin: 44 }],
    ['similarity', undefined, { kind: 'similarity' }],
  ] as const)('%s and %s', (kind, margin, expected) => {
    expect(readAlignment(kind, margin)).toEqual(expected);
  });

  test('refuses a margin where there is none', () => {
    expect(() => readAlignment('similarity', 10)).toThrow(/no --margin/);
  });
});
