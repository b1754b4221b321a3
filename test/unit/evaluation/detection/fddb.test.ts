import { describe, expect, test } from '@jest/globals';
import { bestAssignment } from '../../../../src/evaluation/detection/best-assignment.ts';
import { errorsOf, evaluateFddb, pointAt } from '../../../../src/evaluation/detection/fddb.ts';
import { boundsOf, ellipseRows, overlapOfRows, rectangleRows } from '../../../../src/evaluation/detection/shapes.ts';
import { detectionFixture, toDetection, toEllipse } from '../../../support/faces/detection-fixture.ts';

const { fddb, assignments } = detectionFixture();
const extent = { width: fddb.width, height: fddb.height };

describe('shapes in pixels', () => {
  test('a rectangle has both its corners, cut to whole pixels and to the image', () => {
    expect(rectangleRows({ x: 1.9, y: 2.9, width: 2, height: 1 }, extent)).toMatchObject({ top: 2, area: 3 * 2 });
    expect(rectangleRows({ x: -5, y: -5, width: 6, height: 6 }, extent).area).toBe(4);
    expect(rectangleRows({ x: 500, y: 5, width: 6, height: 6 }, extent).area).toBe(0);
  });

  test('a circle of 50 pixels has an area of π · 50², nearly', () => {
    const { area } = ellipseRows({ major: 50, minor: 50, angle: 0.3, x: 100, y: 90 }, extent);
    expect(Math.abs(area / (Math.PI * 50 ** 2) - 1)).toBeLessThan(0.02);
  });

  test('the rectangle around an ellipse touches it', () => {
    const { x, y, width, height } = boundsOf({ major: 50, minor: 30, angle: Math.PI / 6, x: 100, y: 90 });
    // Half as wide as √(50² · 3/4 + 30² · 1/4), half as high as √(50² · 1/4 + 30² · 3/4).
    expect([x + width / 2, y + height / 2]).toEqual([100, 90]);
    expect([width / 2, height / 2].map((half) => half ** 2)).toEqual([
      expect.closeTo(2100, 9),
      expect.closeTo(1300, 9),
    ]);
  });

  test('overlap as OpenCV fills the shapes, to 0.02', () => {
    const differences = fddb.images.flatMap(({ faces, detections }, i) =>
      detections.flatMap((detection, d) =>
        faces.map((face, f) => {
          const rows = [rectangleRows(toDetection(detection), extent), ellipseRows(toEllipse(face), extent)] as const;
          return Math.abs(overlapOfRows(...rows) - (fddb.overlaps[i]?.[d]?.[f] ?? NaN));
        }),
      ),
    );
    expect(Math.max(...differences)).toBeLessThan(0.02);
  });
});

describe('assignment', () => {
  test.each(assignments)('$values.length rows have the sum $sum, as SciPy finds it', ({ values, sum, pairs }) => {
    const columns = bestAssignment(values);
    const chosen = columns.filter((column) => column >= 0);
    expect([columns.length, chosen.length, new Set(chosen).size]).toEqual([values.length, pairs, pairs]);
    expect(columns.reduce((total, column, row) => total + (values[row]?.[column] ?? 0), 0)).toBeCloseTo(sum, 9);
  });

  test('without columns no row has one', () => {
    expect(bestAssignment([[], []])).toEqual([-1, -1]);
    expect(bestAssignment([])).toEqual([]);
  });
});

describe('FDDB', () => {
  const images = fddb.images.map(({ faces, detections }) => ({
    faces: faces.map(toEllipse),
    detections: detections.map(toDetection),
    extent,
  }));
  const curve = evaluateFddb(images);

  test('as many faces are missed, and detections false, as the end of the curve says', () => {
    const errors = images.map(errorsOf);
    const last = fddb.points.at(-1);
    const missed = errors.flatMap((each) => each.missed).length;
    expect(missed / curve.faces).toBeCloseTo(1 - (last?.discrete ?? NaN), 9);
    expect(missed).toBeGreaterThan(0);
    expect(errors.flatMap((each) => each.falseDetections)).toHaveLength(last?.falsePositives ?? NaN);
  });

  test('the curves are those of OpenCV and SciPy at every score', () => {
    expect(curve.points.map(({ score, falsePositives }) => [score, falsePositives])).toEqual(
      fddb.points.map(({ score, falsePositives }) => [score, falsePositives]),
    );
    curve.points.forEach(({ discrete, continuous }, i) => {
      expect(discrete).toBeCloseTo(fddb.points[i]?.discrete ?? NaN, 12);
      expect(Math.abs(continuous - (fddb.points[i]?.continuous ?? NaN))).toBeLessThan(0.01);
    });
  });

  test('is read at a number of false detections', () => {
    expect(pointAt(curve, 5)?.falsePositives).toBeLessThanOrEqual(5);
    expect(pointAt({ faces: 1, points: [] }, 5)).toBeUndefined();
  });

  test('half of a face is not found', () => {
    const faces = [{ major: 20, minor: 20, angle: 0, x: 100, y: 90 }];
    const detections = [{ x: 80, y: 70, width: 40, height: 20, score: 1 }];
    expect(evaluateFddb([{ faces, detections, extent }]).points).toMatchObject([{ falsePositives: 1, discrete: 0 }]);
  });
});
