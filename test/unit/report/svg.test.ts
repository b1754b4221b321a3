import { describe, expect, test } from '@jest/globals';
import { html } from '../../../src/report/markup.ts';
import { distanceHistogram } from '../../../src/report/svg/histogram.ts';
import { pooledRoc, rocChart } from '../../../src/report/svg/roc.ts';
import { decadeTicks, linearScale, logScale, roundTicks } from '../../../src/report/svg/scale.ts';
import { largestDifference } from '../../support/largest-difference.ts';

const SAME = '101010001110110111000111'.split('').map((bit) => bit === '1');
const DISTANCES = [
  0.5, 1.7, 1.1, 1.5, 0.8, 1.6, 1.0, 1.3, 1.1, 0.6, 0.8, 2.3, 0.8, 0.9, 1.3, 1.3, 0.8, 1.3, 1.7, 1.5, 1.9, 0.9, 0.9,
  1.3,
];
const PAIRS = DISTANCES.map((distance, i) => ({ distance, same: SAME[i] ?? false }));

describe('charts', () => {
  test('the pooled ROC, ties together: scikit-learn roc_curve(same, -distances, drop_intermediate=False)', () => {
    const points = pooledRoc(PAIRS);
    const fpr = [0, 0, 0, 0, 0, 0.1, 0.1, 0.3, 0.5, 0.6, 0.8, 0.9, 1];
    const tpr = [0, 1 / 14, 2 / 14, 6 / 14, 9 / 14, 9 / 14, 11 / 14, 1, 1, 1, 1, 1, 1];
    expect(
      largestDifference(
        points.map((p) => p.falseAcceptRate),
        fpr,
      ),
    ).toBeLessThan(1e-12);
    expect(
      largestDifference(
        points.map((p) => p.truePositiveRate),
        tpr,
      ),
    ).toBeLessThan(1e-12);
  });

  test('the histogram: numpy.histogram(distances, bins=7, range=(0, 2.3))', () => {
    expect(distanceHistogram(PAIRS, 7)).toEqual({
      end: 2.3,
      genuine: [0, 2, 7, 5, 0, 0, 0],
      impostor: [0, 0, 0, 3, 3, 3, 1],
    });
  });

  test('every point of the ROC lies inside the plot, also where no impostor is accepted', () => {
    const { markup } = rocChart(pooledRoc(PAIRS), { falseAcceptRate: 0, truePositiveRate: 0.2 }, 0.001);
    const [, path = ''] = /class="curve"\s+d="([^"]*)"/.exec(markup) ?? [];
    const numbers = path.match(/[\d.]+/g)?.map(Number) ?? [];
    const xs = numbers.filter((_, i) => i % 2 === 0);
    const ys = numbers.filter((_, i) => i % 2 === 1);
    expect(xs).toHaveLength(ys.length);
    expect(xs.length).toBeGreaterThan(5);
    expect([Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]).toEqual([72, 624, 16, 308]);
  });
});

describe('scales and ticks', () => {
  test('map to pixels and keep within the range', () => {
    const linear = linearScale([0, 2], [100, 300]);
    expect([-1, 0, 0.5, 2, 9].map(linear)).toEqual([100, 100, 150, 300, 300]);
    const log = logScale([0.001, 1], [0, 300]);
    expect([0, 0.001, 0.1, 1].map((value) => Math.round(log(value)))).toEqual([0, 0, 200, 300]);
  });

  test.each([
    [0, 2.4, 8, ['0.0', '0.5', '1.0', '1.5', '2.0']],
    [0, 48, 5, ['0', '10', '20', '30', '40']],
    [0.98, 1, 5, ['0.980', '0.985', '0.990', '0.995', '1.000']],
    [0, 1, 5, ['0.0', '0.2', '0.4', '0.6', '0.8', '1.0']],
  ])('from %d to %d, about %d', (from, to, count, texts) => {
    expect(roundTicks(from, to, count).map(({ text }) => text)).toEqual(texts);
  });

  test('decades', () => {
    expect(decadeTicks(0.0001, 1).map(({ text }) => text)).toEqual(['0.0001', '0.001', '0.01', '0.1', '1']);
  });
});

test('html escapes values but markup', () => {
  const list = ['<b>', `"'&`].map((text) => html`<li title="${text}">${text}</li>`);
  expect(html`${list}${3}`.markup).toBe(
    '<li title="&lt;b&gt;">&lt;b&gt;</li><li title="&quot;&#39;&amp;">&quot;&#39;&amp;</li>3',
  );
});
