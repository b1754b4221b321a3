import { readFileSync } from 'node:fs';
import type { Detection, Ellipse, Rectangle } from '../../../src/dataset/face-annotations/annotations.ts';

/** Numbers of NumPy, SciPy and OpenCV; `test/fixtures/detection/make.py` says how they were made. */
export interface DetectionFixture {
  readonly wider: {
    readonly images: readonly {
      readonly faces: readonly number[][];
      readonly counted: readonly boolean[];
      readonly detections: readonly number[][];
    }[];
    readonly averagePrecision: number;
    /** At every 50th threshold; null where there is no detection. */
    readonly precision: readonly (number | null)[];
    readonly recall: readonly number[];
  };
  readonly fddb: {
    readonly width: number;
    readonly height: number;
    readonly images: readonly { readonly faces: readonly number[][]; readonly detections: readonly number[][] }[];
    /** Of each image: of each detection, its overlap with each face. */
    readonly overlaps: readonly (readonly (readonly number[])[])[];
    readonly points: readonly { score: number; falsePositives: number; discrete: number; continuous: number }[];
  };
  readonly assignments: readonly { readonly values: number[][]; readonly sum: number; readonly pairs: number }[];
  /** Files in base64. */
  readonly mat: { readonly plain: string; readonly compressed: string };
}

export const detectionFixture = (): DetectionFixture =>
  JSON.parse(
    readFileSync(new URL('../../fixtures/detection/expected.json', import.meta.url), 'utf8'),
  ) as DetectionFixture;

export const toRectangle = ([x = 0, y = 0, width = 0, height = 0]: readonly number[]): Rectangle => ({
  x,
  y,
  width,
  height,
});

export const toDetection = (numbers: readonly number[]): Detection => ({
  ...toRectangle(numbers),
  score: numbers[4] ?? 0,
});

export const toEllipse = ([major = 0, minor = 0, angle = 0, x = 0, y = 0]: readonly number[]): Ellipse => ({
  ...{ major, minor, angle },
  ...{ x, y },
});
