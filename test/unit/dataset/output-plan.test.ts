import { describe, expect, test } from '@jest/globals';
import { numberedOutput, planOutputs, singleOutput } from '../../../src/dataset/output-plan.ts';

const stems = (...images: string[]): string[] => planOutputs(images).map(({ stem }) => stem);

describe('planOutputs', () => {
  test.each<[string, string[], string[]]>([
    ['the stem in the same folder', ['Ann/a.jpg', 'b.webp', 'x/y/z.tar.jpg'], ['Ann/a', 'b', 'x/y/z.tar']],
    ['the second of two gets a number', ['a.jpg', 'a.png'], ['a', 'a-2']],
    ['so does the third', ['p/a.jpg', 'p/a.png', 'p/a.webp'], ['p/a', 'p/a-2', 'p/a-3']],
    ['the number keeps out of the way of real names', ['a-2.jpg', 'a.jpg', 'a.png'], ['a-2', 'a', 'a-3']],
    ['also of names that come later', ['A.jpg', 'a.png', 'a-2.jpg'], ['A', 'a-3', 'a-2']],
    ['case alone does not tell names apart', ['Ann/IMG.JPG', 'Ann/img.png'], ['Ann/IMG', 'Ann/img-2']],
    ['nor does the Unicode form', ['\u00e9.jpg', 'e\u0301.jpg'], ['\u00e9', 'e\u0301-2']],
    ['a way out on another system is none', ['..\\..\\a.jpg', 'C:\\a.jpg', '\\\\b.jpg'], ['.._.._a', 'C__a', '__b']],
    ['folders keep names apart', ['p/a.jpg', 'q/a.jpg'], ['p/a', 'q/a']],
  ])('%s', (_, images, expected) => {
    expect(stems(...images)).toEqual(expected);
  });

  test('says which image has the name', () => {
    expect(planOutputs(['a.jpg', 'a.png'])).toEqual([
      { path: 'a.jpg', stem: 'a' },
      { path: 'a.png', stem: 'a-2', renamedBecauseOf: 'a.jpg' },
    ]);
  });

  test('numbered crops of different images never meet', () => {
    const [first = '', second = ''] = stems('a.jpg', 'a_0.jpg');
    const names = [0, 1].flatMap((i) => [numberedOutput(first, i), numberedOutput(second, i)]);
    expect(new Set(names).size).toBe(4);
    expect(singleOutput(first)).toBe('a.png');
  });
});
