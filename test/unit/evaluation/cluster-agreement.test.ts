import { describe, expect, test } from '@jest/globals';
import { clusterAgreement } from '../../../src/evaluation/cluster-agreement.ts';
import { clusterFixture as clusters } from '../../support/faces/cluster-fixture.ts';

const letters = (text: string): string[] => Array.from(text);

describe('clusterAgreement', () => {
  // By hand. Amigó et al. 2009 define BCubed item by item: of six items, a's first two are with each other and with b's first.
  test('counts by hand', () => {
    const { bcubed, pairs, classes, groups } = clusterAgreement(letters('aaabbc'), letters('112133'));
    // Precision of each item: 2/3, 2/3, 1, 1/3, 1/2, 1/2. Recall: 2/3, 2/3, 1/3, 1/2, 1/2, 1.
    expect(bcubed.precision).toBeCloseTo(11 / 18, 12);
    expect(bcubed.recall).toBeCloseTo(11 / 18, 12);
    expect(bcubed.f).toBeCloseTo(11 / 18, 12);
    // Pairs in one group: 3 + 1; of one class: 3 + 1; both: the two first a.
    expect(pairs).toEqual({ precision: 0.25, recall: 0.25, f: 0.25 });
    expect([classes, groups]).toEqual([3, 3]);
  });

  test.each([
    { what: 'the same groups', classes: 'aabb', groups: '1122', f: 1, pairs: 1, nmi: 1 },
    { what: 'singles that are singles', classes: 'abcd', groups: '1234', f: 1, pairs: 1, nmi: 1 },
    { what: 'one group of one class', classes: 'aaaa', groups: '1111', f: 1, pairs: 1, nmi: 1 },
    // Precision 1/2, recall 1.
    { what: 'all in one', classes: 'aabb', groups: '1111', f: 2 / 3, pairs: 0.5, nmi: 0 },
    // Precision 1, recall 1/2; no pair is wrong, none is found. Information log 2, entropies log 2 and log 4.
    { what: 'all apart', classes: 'aabb', groups: '1234', f: 2 / 3, pairs: 0, nmi: 2 / 3 },
    { what: 'nothing', classes: '', groups: '', f: 1, pairs: 1, nmi: 1 },
  ])('$what', ({ classes, groups, f, pairs, nmi }) => {
    const found = clusterAgreement(letters(classes), letters(groups));
    expect(found.bcubed.f).toBeCloseTo(f, 12);
    expect(found.pairs.f).toBeCloseTo(pairs, 12);
    expect(found.nmi).toBeCloseTo(nmi, 12);
  });

  test.each(clusters.scores)('agrees with scikit-learn', ({ classes, groups, bcubed, pairs, nmi }) => {
    const found = clusterAgreement(classes.map(String), groups.map(String));
    expect(found.bcubed.precision).toBeCloseTo(bcubed.precision, 10);
    expect(found.bcubed.recall).toBeCloseTo(bcubed.recall, 10);
    expect(found.pairs.precision).toBeCloseTo(pairs.precision, 10);
    expect(found.pairs.recall).toBeCloseTo(pairs.recall, 10);
    expect(found.nmi).toBeCloseTo(nmi, 10);
  });
});
