import { describe, expect, test } from '@jest/globals';
import { recordWithoutFaces } from '../../../../src/dataset/alignment-record.ts';
import type { AlignSummary } from '../../../../src/pipelines/align/align-summary.ts';
import { formatProblem, formatRenamed, formatSummaryJson, formatTotals } from '../../../../src/report/text/align.ts';
import { formatLeftOut } from '../../../../src/report/text/images/left-out.ts';
import { showsColour } from '../../../../src/report/text/color.ts';

const summary: AlignSummary = {
  input: '/in',
  output: '/out',
  total: 10,
  done: 10,
  counts: { aligned: 4, skipped: 3, 'no-face': 2, unreadable: 1 },
  unreadable: [{ path: 'a.jpg', reason: 'truncated', message: 'too short' }],
  renamed: [],
  ignored: 0,
  seconds: 2,
  imagesPerSecond: 3.5,
};

test("totals begin with FaceNet's two lines", () => {
  expect(formatTotals(summary).split('\n')).toEqual([
    'Total number of images: 10',
    'Number of successfully aligned images: 4',
    'Skipped (crop exists): 3',
    'No face found: 2',
    'Unreadable: 1',
    '',
  ]);
});

test('the summary is one line of JSON', () => {
  const text = formatSummaryJson(summary);
  expect(text.indexOf('\n')).toBe(text.length - 1);
  expect(JSON.parse(text)).toMatchObject({
    total: 10,
    counts: { aligned: 4, skipped: 3, noFace: 2, unreadable: 1 },
    unreadable: [{ path: 'a.jpg', reason: 'truncated', message: 'too short' }],
  });
});

describe('problem lines', () => {
  test.each([
    [
      recordWithoutFaces('a/b.jpg', 'unreadable', 'truncated', 'too short'),
      'unreadable  a/b.jpg  truncated: too short',
    ],
    [{ ...recordWithoutFaces('a/b.jpg', 'no-face', ''), width: 3, height: 4 }, 'no-face  a/b.jpg'],
    [recordWithoutFaces('a.jpg', 'skipped', 'exists'), undefined],
    [recordWithoutFaces('a\n\u001b[2J.jpg', 'no-face', ''), 'no-face  a\\u000a\\u001b[2J.jpg'],
  ])('%#', (record, line) => {
    expect(formatProblem(record, false)).toBe(line);
  });

  test('in colour', () => {
    const record = recordWithoutFaces('a.jpg', 'unreadable', 'empty-file', 'empty');
    expect(formatProblem(record, true)).toBe('\u001b[31munreadable\u001b[39m  a.jpg  empty-file: empty');
  });

  test('renamed', () => {
    expect(formatRenamed({ path: 'a.png', stem: 'a-2', because: 'a.jpg' }, false)).toBe(
      'renamed  a.png  its crop is a-2.png, since a.jpg has the same name',
    );
  });
});

test.each<[object, Record<string, string>, boolean]>([
  [{ isTTY: true }, {}, true],
  [{ isTTY: true }, { NO_COLOR: '1' }, false],
  [{ isTTY: true }, { NO_COLOR: '' }, true],
  [{ isTTY: true }, { TERM: 'dumb' }, false],
  [{}, {}, false],
])('colour on %j with %j: %s', (stream, env, expected) => {
  expect(showsColour(stream, env)).toBe(expected);
});

test('files that are no images are counted, and listed on request', () => {
  expect(formatLeftOut([], false)).toEqual([]);
  expect(formatLeftOut(['notes.txt'], false)).toEqual(['Left out 1 file that is no image (--verbose lists them).']);
  expect(formatLeftOut(['a/1.txt', 'a\u001b/2.txt'], true)).toEqual([
    'left out  a/1.txt  no image',
    'left out  a\\u001b/2.txt  no image',
  ]);
});
