import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Path of a weight fixture; `test/fixtures/make/README.md` says how they were made. */
export const weightFixturePath = (name: string): string =>
  path.resolve(import.meta.dirname, '../../fixtures/weights', name);

export const readWeightFixture = (name: string): Uint8Array => readFileSync(weightFixturePath(name));

/**
 * A tensor in one number that depends on the order of its elements: Σ x[i] · cos(i + 1), row-major, in double precision.
 * The generators of the fixtures compute the same with NumPy.
 */
export const digestOf = (data: Float32Array): number => data.reduce((sum, x, i) => sum + x * Math.cos(i + 1), 0);
