import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Prediction } from '../../../../src/dataset/face-annotations/annotations.ts';
import { readPredictions, writePredictions } from '../../../../src/dataset/face-annotations/predictions.ts';
import { ANNOTATION_FORMATS } from '../../../../src/dataset/face-annotations/annotations.ts';
import { useTemporaryFolders } from '../../../support/temporary.ts';

const temporary = useTemporaryFolders();
const PREDICTIONS: Prediction[] = [
  { name: 'e/a', detections: [{ x: 1.25, y: -2, width: 3, height: 4.1, score: 0.1 + 0.2 }] },
  { name: 'e/b', detections: [] },
];
const NAMES = PREDICTIONS.map(({ name }) => name);

test.each(ANNOTATION_FORMATS)('%s: what is written is read again to the last digit', async (format) => {
  const folder = temporary();
  await writePredictions(folder, format, PREDICTIONS);
  const read = await readPredictions(folder, format, NAMES);
  expect(read.map(({ name }) => name)).toEqual(NAMES);
  const { x, y, width, height, score } = read[0]?.detections[0] ?? {};
  expect([x, y, score]).toEqual([1.25, -2, 0.1 + 0.2]);
  expect(width).toBeCloseTo(3, 12);
  expect(height).toBeCloseTo(4.1, 12);
});

test("WIDER FACE's form is that of its own program", async () => {
  const folder = temporary();
  await writePredictions(folder, 'wider', [
    { name: 'e/a', detections: [{ x: 1, y: 2, width: 3, height: 4, score: 0.5 }] },
  ]);
  expect(readFileSync(path.join(folder, 'e/a.txt'), 'utf8')).toBe('e/a\n1\n1 2 3 4 0.5\n');
});

describe('detections that cannot be read', () => {
  const wrong: [string, string, RegExp][] = [
    ['a wrong count', 'a.jpg\n3\n1 2 3 4 0.5\n', /has 1 lines of numbers where its count says 3/],
    ['more lines than the count', 'a.jpg\n1\n1 2 3 4 0.5\n1 2 3 4 0.5\n', /without its count/],
    ['no score', 'a.jpg\n1\n1 2 3 4\n', /line 3 is 1 2 3 4 where `x y width height score` belongs/],
    ['two images', 'a.jpg\n0\nb.jpg\n0\n', /another number of images than one/],
    ['an empty file', '', /another number of images than one/],
  ];
  test.each(wrong)('%s is refused in a sentence', async (_, text, message) => {
    const folder = temporary();
    mkdirSync(path.join(folder, 'e'));
    writeFileSync(path.join(folder, 'e/a.txt'), text);
    await expect(readPredictions(folder, 'wider', NAMES)).rejects.toThrow(message);
    await expect(readPredictions(folder, 'wider', NAMES)).rejects.toThrow(/^Expected detections in .*a\.txt but .*\.$/);
  });

  test('no file at all is refused; one that is missing has no detections', async () => {
    const folder = temporary();
    await expect(readPredictions(folder, 'wider', NAMES)).rejects.toThrow(/such as e\/a\.txt in .* none of 2 is there/);
    await expect(readPredictions(folder, 'fddb', NAMES)).rejects.toThrow(/detections\.txt but it is not there/);
    await writePredictions(folder, 'wider', PREDICTIONS.slice(1));
    expect(await readPredictions(folder, 'wider', NAMES)).toEqual([{ name: 'e/b', detections: [] }]);
  });

  test('a JSON line without a score is refused', async () => {
    const folder = temporary();
    writeFileSync(path.join(folder, 'predictions.jsonl'), '{"path":"a","faces":[{"box":[1,2,3,4]}]}\n');
    await expect(readPredictions(folder, 'jsonl', NAMES)).rejects.toThrow(/line 1 has a face without its score/);
  });
});
