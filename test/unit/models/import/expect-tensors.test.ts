import { describe, expect, test } from '@jest/globals';
import { expectTensors } from '../../../../src/models/import/expect-tensors.ts';

const found = (shapes: Record<string, number[]>): Map<string, { shape: number[] }> =>
  new Map(Object.entries(shapes).map(([name, shape]) => [name, { shape }]));
const expected = new Map([
  ['a', [2, 3]],
  ['b', [3]],
]);

describe('expectTensors', () => {
  test('gives a look-up', () => {
    const tensor = expectTensors(found({ a: [2, 3], b: [3] }), expected, { source: 'x.pt' });
    expect(tensor('a').shape).toEqual([2, 3]);
  });

  test('ignores what it is told to', () => {
    const options = { source: 'x.pt', ignore: (name: string) => name === 'c' };
    expect(() => expectTensors(found({ a: [2, 3], b: [3], c: [1] }), expected, options)).not.toThrow();
  });

  test.each([
    { what: 'missing', shapes: { a: [2, 3] }, message: 'in x.pt but found 1 missing (b (3,)).' },
    {
      what: 'misshapen',
      shapes: { a: [3, 2], b: [3] },
      message: '1 of another shape (a (3, 2) instead of (2, 3)).',
    },
    { what: 'unknown', shapes: { a: [2, 3], b: [3], c: [] }, message: '1 unknown (c).' },
    {
      what: 'all at once',
      shapes: { a: [], z: [] },
      message: '1 missing (b (3,)); 1 of another shape (a () instead of (2, 3)); 1 unknown (z).',
    },
    {
      what: 'many',
      shapes: { a: [2, 3], b: [3], p: [], q: [], r: [], s: [] },
      message: '4 unknown (p, q, r, …).',
    },
  ])('names what is $what', ({ shapes, message }) => {
    const check = (): unknown => expectTensors(found(shapes as Record<string, number[]>), expected, { source: 'x.pt' });
    expect(check).toThrow(expect.objectContaining({ code: 'weights-mismatch' }));
    expect(check).toThrow(message);
  });
});
