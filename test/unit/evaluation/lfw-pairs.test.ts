import { describe, expect, test } from '@jest/globals';
import { lfwFolds, pairPath, parseLfwPairs } from '../../../src/evaluation/lfw-pairs.ts';

const VIEW_2 = ['1\t2', 'Abel_Pacheco\t1\t4', 'Akhmed_Zakayev\t1\t3', 'Abdel\t1\tZeng\t2', 'Ana\t12\tBob\t3'];

describe('parseLfwPairs', () => {
  test('View 2', () => {
    const file = parseLfwPairs(VIEW_2.join('\n'));
    expect(file).toMatchObject({ view: 2, folds: 1, announced: 4, duplicates: [] });
    expect(file.pairs).toHaveLength(4);
    expect(file.pairs[0]).toEqual({
      first: { name: 'Abel_Pacheco', index: 1 },
      second: { name: 'Abel_Pacheco', index: 4 },
      same: true,
      line: 2,
    });
    expect(file.pairs[3]).toEqual({
      first: { name: 'Ana', index: 12 },
      second: { name: 'Bob', index: 3 },
      same: false,
      line: 5,
    });
  });

  test('View 1', () => {
    const file = parseLfwPairs('1\nAnn\t1\t2\nAnn\t1\tBob\t1\n');
    expect(file).toMatchObject({ view: 1, folds: undefined, announced: 2 });
    expect(file.pairs.map(({ same }) => same)).toEqual([true, false]);
  });

  test.each([
    { name: 'Windows line ends', text: VIEW_2.join('\r\n') + '\r\n' },
    { name: 'blank lines at the end', text: VIEW_2.join('\n') + '\n\n  \n\t\n' },
    { name: 'runs of blanks in place of tabs', text: VIEW_2.join('\n').replaceAll('\t', '   ') },
    { name: 'a byte order mark', text: '\uFEFF' + VIEW_2.join('\n') },
    {
      name: 'blanks around fields',
      text: VIEW_2.map((line) => ` ${line.replaceAll('\t', '\t ')} `).join('\n'),
    },
  ])('$name changes nothing', ({ text }) => {
    expect(parseLfwPairs(text)).toEqual(parseLfwPairs(VIEW_2.join('\n')));
  });

  test('names may hold spaces between tabs', () => {
    const { pairs } = parseLfwPairs('1\nAnn Lee\t1\t2\nAnn Lee\t1\tDe la Cruz\t7');
    expect(pairs.map(({ first, second }) => [first.name, second.name])).toEqual([
      ['Ann Lee', 'Ann Lee'],
      ['Ann Lee', 'De la Cruz'],
    ]);
  });

  test('reports pairs that come again, in either order, and keeps them', () => {
    const file = parseLfwPairs('2\nAnn\t1\t2\nAnn\t2\t1\nAnn\t1\tBob\t1\nBob\t1\tAnn\t1\nAnn\t1\t2\nBob\t2\tAnn\t1');
    expect(file.duplicates).toEqual([
      { line: 3, firstLine: 2 },
      { line: 5, firstLine: 4 },
      { line: 6, firstLine: 2 },
    ]);
    expect(file.pairs).toHaveLength(6);
  });

  test('a cut file shows in the number that the header announces', () => {
    const { announced, pairs } = parseLfwPairs('10\t300\nAnn\t1\t2');
    expect([announced, pairs.length]).toEqual([6000, 1]);
  });

  test.each([
    { name: 'two fields', line: 'Ann\t1' },
    { name: 'five fields', line: 'Ann\t1\tBob\t2\t3' },
    { name: 'a number that is none', line: 'Ann\t1\tx' },
    { name: 'a negative number', line: 'Ann\t1\t-2' },
    { name: 'image 0', line: 'Ann\t0\t1' },
    { name: 'a name with spaces and no tabs', line: 'Ann Lee 1 2' },
    { name: 'a name that leads out of the data set', line: '../../etc\t1\t2' },
    { name: 'an absolute name', line: 'Ann\t1\t/etc\t2' },
    { name: 'an empty name', line: 'Ann\t1\t\t2' },
  ])('$name: line number and text', ({ line }) => {
    expect(() => parseLfwPairs(`1\nAnn\t1\t2\n\n${line}\n`)).toThrow(
      expect.objectContaining({
        code: 'bad-pairs-file',
        message: expect.stringContaining('Line 4') as unknown,
      }),
    );
    expect(() => parseLfwPairs(`1\n${line}\n`)).toThrow(`"${line}"`);
  });

  test('one name given as two people', () => {
    expect(() => parseLfwPairs('1\nAnn\t1\tAnn\t2')).toThrow(/Line 2 .*two names that differ.*"name i j"/);
  });

  test.each(['Ann\t1\t2', 'Ann\t1\tBob\t2', 'pairs', '10\t300\t5', '10\tx'])('%j in place of the header', (line) => {
    expect(() => parseLfwPairs(`${line}\nAnn\t1\t2`)).toThrow(/Line 1 .*expected a header/);
  });

  test('a file that is no text: its first line, and not all of it', () => {
    const text = `\uFFFD\uFFFD${'x'.repeat(5000)}\nno pair either\n`;
    expect(() => parseLfwPairs(text)).toThrow(/^Line 1 .*"\uFFFD\uFFFDx{198}…"\.$/);
  });

  test.each(['', '\n \r\n'])('an empty file', (text) => {
    expect(() => parseLfwPairs(text)).toThrow(/pairs file is empty/);
  });
});

describe('pairPath', () => {
  test.each([
    { name: 'Aaron_Peirsol', index: 1, expected: 'Aaron_Peirsol/Aaron_Peirsol_0001' },
    { name: 'George_W_Bush', index: 530, expected: 'George_W_Bush/George_W_Bush_0530' },
    { name: 'Ann Lee', index: 12345, expected: 'Ann Lee/Ann Lee_12345' },
  ])('$expected', ({ name, index, expected }) => {
    expect(pairPath(name, index)).toBe(expected);
  });
});

describe('lfwFolds', () => {
  const same = [true, true, false, false];
  test('View 2 is cut where it stands', () => {
    expect(lfwFolds(2, same, 2)).toEqual([0, 0, 1, 1]);
  });
  test('View 1 shares both kinds over the folds', () => {
    expect(lfwFolds(1, same, 2)).toEqual([0, 1, 0, 1]);
  });
});
