import { describe, expect, test } from '@jest/globals';
import { classShareFolds, contiguousFolds, foldsOf } from '../../../src/evaluation/folds.ts';

const sizes = (folds: readonly number[]): number[] =>
  [...new Set(folds)].map((fold) => folds.filter((other) => other === fold).length);

describe('contiguousFolds', () => {
  // Sizes of scikit-learn 1.2: [len(test) for _, test in KFold(k).split(range(n))].
  test.each([
    { count: 6, folds: 3, expected: [0, 0, 1, 1, 2, 2] },
    { count: 7, folds: 3, expected: [0, 0, 0, 1, 1, 2, 2] },
    { count: 8, folds: 3, expected: [0, 0, 0, 1, 1, 1, 2, 2] },
    { count: 2, folds: 2, expected: [0, 1] },
  ])('$count pairs in $folds', ({ count, folds, expected }) => {
    expect(contiguousFolds(count, folds)).toEqual(expected);
  });

  test('617 pairs in 10', () => {
    expect(sizes(contiguousFolds(617, 10))).toEqual([62, 62, 62, 62, 62, 62, 62, 61, 61, 61]);
  });

  test.each([0, -2, 2.5, NaN])('refuses %d folds', (folds) => {
    expect(() => contiguousFolds(10, folds)).toThrow(/at least 1 fold but received/);
  });

  test('refuses fewer pairs than folds', () => {
    expect(() => contiguousFolds(9, 10)).toThrow(
      expect.objectContaining({
        code: 'too-few-pairs',
        message: expect.stringContaining('9 pairs') as unknown,
      }),
    );
  });
});

describe('classShareFolds', () => {
  test('takes the same share of both kinds in file order', () => {
    const same = [true, true, true, true, false, false, false, false, false];
    expect(classShareFolds(same, 2)).toEqual([0, 0, 1, 1, 0, 0, 0, 1, 1]);
  });

  test('the kinds may be mixed', () => {
    expect(classShareFolds([true, false, false, true], 2)).toEqual([0, 0, 1, 1]);
  });

  test('DevTrain without its one pair that has no face: the last fold is the smaller one', () => {
    const same = Array.from({ length: 2199 }, (_, i) => i < 1099);
    expect(sizes(classShareFolds(same, 10))).toEqual([220, 220, 220, 220, 220, 220, 220, 220, 220, 219]);
  });
});

describe('foldsOf', () => {
  test('ten contiguous folds unless told', () => {
    expect(sizes(foldsOf(25, {}))).toEqual([3, 3, 3, 3, 3, 2, 2, 2, 2, 2]);
  });

  test('takes given folds as they are', () => {
    expect(foldsOf(4, { foldOf: [1, 0, 1, 0] })).toEqual([1, 0, 1, 0]);
  });

  test.each([
    { name: 'another number of folds', foldOf: [0, 1], message: /each of 4 pairs but received 2/ },
    { name: 'a negative fold', foldOf: [0, 1, -1, 0], message: /pair 2 has fold -1/ },
    { name: 'half a fold', foldOf: [0, 0.5, 1, 0], message: /pair 1 has fold 0.5/ },
    { name: 'a gap', foldOf: [0, 2, 0, 2], message: /Fold 1 of 3 has no pairs/ },
  ])('refuses $name', ({ foldOf, message }) => {
    expect(() => foldsOf(4, { foldOf })).toThrow(message);
  });
});
