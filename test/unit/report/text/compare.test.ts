import { describe, expect, test } from '@jest/globals';
import type { CompareReport } from '../../../../src/pipelines/compare/compare-images.ts';
import { formatComparison, formatComparisonJson, formatDropped } from '../../../../src/report/text/compare.ts';

const row = (path: string, face = 0): CompareReport['images'][number] => ({
  path,
  face,
  box: [1, 2, 3, 4],
  score: 0.5,
  landmarks: [[1, 2]],
});

/** The embeddings (1, 0), (0.6, 0.8) and (−1, 0). */
const THREE: CompareReport = {
  model: { name: 'a-model', sha256: '0a' },
  standardisation: 'fixed',
  metric: 'euclidean',
  allFaces: false,
  images: [row('a.jpg'), row('my dir/b.png'), row('c.jpg')],
  dropped: [],
  distances: [
    [0, Math.sqrt(0.8), 2],
    [Math.sqrt(0.8), 0, Math.sqrt(3.2)],
    [2, Math.sqrt(3.2), 0],
  ],
  pairs: [
    { a: 0, b: 1, distance: Math.sqrt(0.8), same: true },
    { a: 0, b: 2, distance: 2, same: false },
    { a: 1, b: 2, distance: Math.sqrt(3.2), same: false },
  ],
};

describe('formatComparison', () => {
  // Printed by the lines of compare.py under Python 3 with these embeddings.
  const UPSTREAM =
    'Images:\n0: a.jpg\n1: my dir/b.png\n2: c.jpg\n\nDistance matrix\n' +
    '        0         1         2     \n' +
    '0    0.0000    0.8944    2.0000  \n' +
    '1    0.8944    0.0000    1.7889  \n' +
    '2    2.0000    1.7889    0.0000  \n';

  test('prints what compare.py prints, and nothing more without a threshold', () => {
    expect(formatComparison(THREE)).toBe(UPSTREAM);
  });

  test('adds a verdict for each pair', () => {
    const threshold = { value: 1.1, source: 'somewhere' };
    expect(formatComparison({ ...THREE, threshold })).toBe(
      `${UPSTREAM}\nThreshold: 1.1000 (somewhere)\n` +
        '0–1: same person (0.8944 < 1.1000)\n' +
        '0–2: different people (2.0000 ≥ 1.1000)\n' +
        '1–2: different people (1.7889 ≥ 1.1000)\n',
    );
  });

  // compare.py under Python 3 with the embeddings (cos 0.1k, sin 0.1k), k = 0…10.
  test('indices of two digits shift the columns, as in compare.py', () => {
    const indices = Array.from({ length: 11 }, (_, k) => k);
    const distances = indices.map((a) => indices.map((b) => 2 * Math.sin(Math.abs(a - b) * 0.05)));
    const images = indices.map((k) => row(`${k}.jpg`));
    const lines = formatComparison({ ...THREE, images, distances }).split('\n');
    expect(lines[14]).toBe(
      '        0         1         2         3         4         5         6         7         8         9         10     ',
    );
    expect(lines[25]).toBe(
      '10    0.9589    0.8699    0.7788    0.6858    0.5910    0.4948    0.3973    0.2989    0.1997    0.1000    0.0000  ',
    );
  });

  test('names the face where an image has several rows', () => {
    const images = [row('a.jpg', 0), row('a.jpg', 1), row('c.jpg')];
    expect(formatComparison({ ...THREE, allFaces: true, images })).toContain(
      'Images:\n0: a.jpg#0\n1: a.jpg#1\n2: c.jpg#0\n\n',
    );
  });

  test('keeps control characters of a name from the terminal', () => {
    const images = [row('\u001b[2J.jpg'), row('a\nb.jpg')];
    expect(formatComparison({ ...THREE, images })).toContain('0: \\u001b[2J.jpg\n1: a\\u000ab.jpg\n\n');
  });
});

describe('formatComparisonJson', () => {
  test('is one object on one line', () => {
    const text = formatComparisonJson({ ...THREE, threshold: { value: 1.1, source: 'somewhere' } });
    expect(text.match(/\n/g)).toHaveLength(1);
    expect(JSON.parse(text)).toEqual({
      model: { name: 'a-model', sha256: '0a' },
      standardisation: 'fixed',
      metric: 'euclidean',
      threshold: 1.1,
      thresholdSource: 'somewhere',
      images: THREE.images,
      dropped: [],
      distances: THREE.distances,
      pairs: THREE.pairs,
    });
  });

  test('says null where there is no threshold', () => {
    expect(JSON.parse(formatComparisonJson(THREE))).toMatchObject({ threshold: null, thresholdSource: null });
  });
});

test.each([
  ['no-face', "can't detect face, remove  x.jpg"],
  ['truncated', "can't read image, remove  x.jpg  truncated: it ends\\u000aearly"],
])('formatDropped: %s', (reason, line) => {
  expect(formatDropped({ path: 'x.jpg', reason, message: 'it ends\nearly' })).toBe(line);
});
