import { describe, expect, test } from '@jest/globals';
import { averagePrecision } from '../../../../src/evaluation/detection/average-precision.ts';
import { judgeImage } from '../../../../src/evaluation/detection/judge-image.ts';
import { evaluateWider } from '../../../../src/evaluation/detection/wider.ts';
import { detectionFixture, toDetection, toRectangle } from '../../../support/faces/detection-fixture.ts';

const FACE = [0, 0, 9, 9];
const OTHER = [50, 50, 9, 9];
const FAR = [100, 100, 9, 9];

/** A detection, its score last. */
const at = (box: readonly number[], score: number): number[] => [...box, score];

const image = (faces: number[][], counted: boolean[], detections: number[][]) => ({
  faces: faces.map(toRectangle),
  counted,
  detections: detections.map(toDetection),
});

describe('average precision', () => {
  test('is the area under precision that falls nowhere from right to left', () => {
    expect(averagePrecision([0.5, 1], [0.5, 0.8])).toBeCloseTo(0.8, 12);
    expect(averagePrecision([0.5, 1], [1, 0.5])).toBeCloseTo(0.75, 12);
    expect(averagePrecision([0.25, 0.5], [1, 0.5])).toBeCloseTo(0.375, 12);
  });

  test('takes no notice of 0 of 0', () => {
    expect(averagePrecision([0, 0.5, 1], [NaN, 1, 1])).toBe(1);
  });
});

describe('WIDER FACE by hand', () => {
  const cases: [string, ReturnType<typeof image>[], number][] = [
    ['the face before a false detection', [image([FACE], [true], [at(FACE, 0.9), at(FAR, 0.1)])], 1],
    ['the face after a false detection', [image([FACE], [true], [at(FAR, 0.9), at(FACE, 0.1)])], 0.5],
    [
      'a face that is found twice',
      [image([FACE, OTHER], [true, true], [at(FACE, 0.9), at(FACE, 0.5), at(OTHER, 0.1)])],
      0.5 + 0.5 * (2 / 3),
    ],
    ['a detection of an ignored face', [image([FACE, OTHER], [true, false], [at(OTHER, 0.9), at(FACE, 0.1)])], 1],
    [
      'a false detection in an image without faces',
      [image([FACE], [true], [at(FACE, 0.9), at(FAR, 0.1)]), image([], [], [at(FAR, 0.95)])],
      1,
    ],
    [
      'an image without detections',
      [image([FACE], [true], [at(FACE, 0.9), at(FAR, 0.1)]), image([FACE], [true], [])],
      0.5,
    ],
    ['an overlap of exactly a half', [image([FACE], [true], [[0, 0, 9, 4, 0.9], at(FAR, 0.1)])], 1],
    ['scores of any range', [image([FACE], [true], [at(FAR, 900), at(FACE, -3)])], 0.5],
  ];
  test.each(cases)('%s', (_, images, expected) => {
    expect(evaluateWider(images).averagePrecision).toBeCloseTo(expected, 12);
  });

  test('equal scores are all the highest', () => {
    expect(evaluateWider([image([FACE], [true], [at(FACE, 0.5), at(FAR, 0.5)])]).averagePrecision).toBe(0.5);
  });

  test('without a face that counts there is no figure', () => {
    expect(evaluateWider([image([FACE], [false], [at(FACE, 0.5)])]).averagePrecision).toBeNaN();
  });

  test('a detection belongs to the face that it overlaps most, of several the first', () => {
    const { detections, found } = judgeImage(image([[2, 0, 9, 9], FACE, FACE], [true, true, true], [at(FACE, 1)]));
    expect([detections[0]?.verdict, found]).toEqual(['found', [false, true, false]]);
  });
});

test('the curve is that of NumPy on 40 drawn images', () => {
  const { wider } = detectionFixture();
  const found = evaluateWider(
    wider.images.map(({ faces, counted, detections }) => image([...faces], [...counted], [...detections])),
  );
  expect(found.averagePrecision).toBeCloseTo(wider.averagePrecision, 12);
  const sampled = (values: readonly number[]) => values.filter((_, i) => i % 50 === 0);
  sampled(found.recall).forEach((value, i) => {
    expect(value).toBeCloseTo(wider.recall[i] ?? NaN, 12);
  });
  sampled(found.precision).forEach((value, i) => {
    expect(value).toBeCloseTo(wider.precision[i] ?? NaN, 12);
  });
});
