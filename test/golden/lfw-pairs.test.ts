import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { lfwFolds, pairPath, parseLfwPairs } from '../../src/evaluation/lfw-pairs.ts';
import { describeWithShared, sharedPath } from '../support/shared.ts';

// Counts by wc -l and awk -F'\t' on the official files; first and last lines read by eye.
describeWithShared('the official files of LFW View 1', () => {
  test.each([
    {
      file: 'pairsDevTrain.txt',
      kind: 1100,
      first: 'Aaron_Peirsol/Aaron_Peirsol_0002',
      last: 'Zara_Akhmadova/Zara_Akhmadova_0001',
    },
    {
      file: 'pairsDevTest.txt',
      kind: 500,
      first: 'Abdullah_Gul/Abdullah_Gul_0014',
      last: 'Vicente_Fernandez/Vicente_Fernandez_0003',
    },
  ])('$file', ({ file, kind, first, last }) => {
    const { view, announced, pairs, duplicates } = parseLfwPairs(readFileSync(sharedPath('data/lfw', file), 'utf8'));
    const same = pairs.map((pair) => pair.same);
    expect({ view, announced, pairs: pairs.length, duplicates }).toEqual({
      view: 1,
      announced: 2 * kind,
      pairs: 2 * kind,
      duplicates: [],
    });
    expect(same.indexOf(false)).toBe(kind);
    expect([pairs.at(0), pairs.at(-1)].map((pair) => pair && pairPath(pair.second.name, pair.second.index))).toEqual([
      first,
      last,
    ]);
    expect(lfwFolds(view, same, 10).filter((fold) => fold === 9)).toHaveLength(kind / 5);
  });
});
