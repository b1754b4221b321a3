import { expect, test } from '@jest/globals';
import type { EmbedSummary } from '../../../../src/pipelines/embed/embed-summary.ts';
import { formatDamaged, formatEmbedJson, formatEmbedTotals, formatResized } from '../../../../src/report/text/embed.ts';

const SUMMARY: EmbedSummary = {
  output: '/x/e.csv',
  files: ['/x/e.csv.json', '/x/e.csv'],
  model: { name: 'small', sha256: 'ab' },
  device: 'cpu',
  dimension: 192,
  total: 20,
  damagedLines: 0,
  done: 20,
  classes: 5,
  embeddings: 17,
  counts: { embedded: 17, reused: 2, resumed: 0, resized: 0, noFace: 1, unreadable: 2 },
  unreadable: [],
  noFace: ['a.png'],
  seconds: 1.25,
  imagesPerSecond: 16,
};

test('the totals', () => {
  expect(formatEmbedTotals(SUMMARY)).toBe(`Number of classes: 5
Number of images: 20
Number of embeddings: 17 of 192 numbers
Reused (same bytes): 2
No face found: 1
Unreadable: 2
Time: 1.25 s, 16.0 images/s
Written to /x/e.csv, /x/e.csv.json
`);
});

test('what an interrupted run had done is told when there was one', () => {
  const counts = { ...SUMMARY.counts, resumed: 7 };
  expect(formatEmbedTotals({ ...SUMMARY, counts })).toContain('\nResumed (done before): 7\n');
});

test('JSON is one line', () => {
  expect(formatEmbedJson(SUMMARY).split('\n')).toHaveLength(2);
  expect(JSON.parse(formatEmbedJson(SUMMARY))).toEqual(SUMMARY);
});

test.each([
  [1, 'Resized 1 crop to 160×160, the size that large takes: align with --image-size 160 for the best result.'],
  [9, 'Resized 9 crops to 160×160, the size that large takes: align with --image-size 160 for the best result.'],
])('the warning about %i crops', (count, line) => {
  expect(formatResized(count, 160, 'large')).toBe(line);
});

test.each([
  [1, '1 finished image of the interrupted run was damaged in /x/e.csv.partial and computed again.'],
  [3, '3 finished images of the interrupted run were damaged in /x/e.csv.partial and computed again.'],
])('the line about %i damaged lines', (damagedLines, line) => {
  expect(formatDamaged({ ...SUMMARY, damagedLines })).toBe(line);
});
