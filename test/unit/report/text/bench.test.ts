import { describe, expect, test } from '@jest/globals';
import { testResults } from '../../../support/tables.ts';
import type { BenchReport, Figure } from '../../../../src/pipelines/bench/bench-report.ts';
import { alignColumns, formatBench, perSecond, ratioTo, threeDigits } from '../../../../src/report/text/bench.ts';

const figure = (name: string, count: number, median: number): Figure => ({
  name,
  count,
  milliseconds: { median, low: median * 0.9, high: median * 1.25 },
  runs: 5,
  cpu: 1.5,
  peakMemory: 123.4,
});

const reportOf = (...figures: BenchReport['figures']): BenchReport => ({
  machine: { processor: 'A processor', cores: 2 },
  versions: { facekit: '1.2.3', node: 'v20.9.0' },
  figures,
});

const now = reportOf(figure('detect', 4, 80), figure('embed x, batch 8', 8, 1234), {
  name: 'embed y',
  skipped: 'cut\noff',
});

describe('the table of a benchmark', () => {
  test('has a row for each figure, and a line for what was skipped', () => {
    expect(formatBench(now)).toBe(
      [
        'A processor, 2 cores; facekit 1.2.3, node v20.9.0',
        '',
        '                    ms    10–90 %  per second  cores   MB',
        'detect            80.0   72.0–100        50.0   1.50  123',
        'embed x, batch 8  1234  1111–1543        6.48   1.50  123',
        'embed y: skipped, cut\\u000aoff',
        '',
        '',
      ].join('\n'),
    );
  });

  test('says how many times as fast as earlier, for figures that were there', () => {
    const text = formatBench(now, reportOf(figure('detect', 1, 40), { name: 'embed x, batch 8', skipped: '' }));
    expect(text).toMatch(/^detect .* 2\.00×$/m);
    expect(text).toMatch(/^embed x, batch 8 .* –$/m);
    expect(text).not.toContain('another machine');
  });

  test.each([
    [{ processor: 'Another', cores: 2 }, '(Another, 2 cores)'],
    [{ processor: 'A processor', cores: 4 }, '(A processor, 4 cores)'],
  ])('warns of figures of %j', (machine, said) => {
    expect(formatBench(now, { ...now, machine })).toContain(`another machine ${said}: the ratios`);
  });
});

describe('a ratio', () => {
  test('is of things a second: runs of another size can be compared', () => {
    expect(perSecond(figure('a', 3, 60))).toBe(50);
    expect(ratioTo(reportOf(figure('a', 1, 10)), figure('a', 8, 20))).toBe(4);
    expect(ratioTo(reportOf(figure('b', 1, 10)), figure('a', 8, 20))).toBeUndefined();
    expect(ratioTo(undefined, figure('a', 8, 20))).toBeUndefined();
  });
});

describe('columns', () => {
  testResults('%d as %s', threeDigits, [
    [0.1234, '0.123'],
    [12.345, '12.3'],
    [99.96, '100'],
    [1234.5, '1235'],
  ]);

  test('text to the left, numbers to the right', () => {
    const rows = [
      ['a', 'bb', '1'],
      ['cc', 'd', '10'],
    ];
    expect(alignColumns(rows)).toEqual(['a   bb   1', 'cc   d  10']);
    expect(alignColumns(rows, { left: 2 })).toEqual(['a   bb   1', 'cc  d   10']);
  });
});
