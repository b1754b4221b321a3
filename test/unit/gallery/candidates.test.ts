import { describe, expect, test } from '@jest/globals';
import { coversAll, fromFaces, fromPeople, within } from '../../../src/gallery/database/candidates.ts';

describe('people who may be near', () => {
  test('are as near as the nearest of their faces that the index brings, the nearest first', () => {
    const faces = [
      { row: 4, product: 0.9 },
      { row: 0, product: 0.8 },
      { row: 1, product: 0.7 },
      { row: 3, product: 0.6 },
    ];
    // Row 3 was removed.
    expect(fromFaces(faces, { owners: Int32Array.of(0, 1, 1, -1, 1) })).toEqual([
      { owner: 1, product: 0.9 },
      { owner: 0, product: 0.8 },
    ]);
  });

  test('are halfway between the nearest face and the mean', () => {
    const people = [
      { owner: 3, highest: 0.5, mean: 0.25, faces: 1, sumLength: 1 },
      { owner: 7, highest: 0.5, mean: 0.75, faces: 2, sumLength: 1.9 },
    ];
    expect(fromPeople(people, { withSpread: false })).toEqual([
      { owner: 7, product: 0.625 },
      { owner: 3, product: 0.375 },
    ]);
  });

  test('are farther where their faces are near each other', () => {
    // Two faces at a right angle have a mean distance of 2, which lowers nothing. At 60 degrees it is 1, at 30 degrees 0.2679: 0.4 × (0.5 − 0.26795) / 3 is 0.03094.
    const person = (degrees: number) => ({
      ...{ owner: degrees, highest: 0.5, mean: 0.5, faces: 2 },
      sumLength: 2 * Math.cos((degrees * Math.PI) / 360),
    });
    const [wide, , narrow] = fromPeople([person(30), person(90), person(60)], { withSpread: true });
    expect(wide?.product).toBe(0.5);
    expect(narrow).toMatchObject({ owner: 30 });
    expect(narrow?.product).toBeCloseTo(0.5 - 0.03094 / 2, 5);
  });

  test('are compared where rounding may have put them behind', () => {
    const products = [0.9, 0.7, 0.694, 0.691].map((product) => ({ product }));
    expect(within(products, 2)).toEqual(products.slice(0, 3));
    expect(within(products, 9)).toEqual(products);
  });

  const people = [0.8, 0.6, 0.4].map((product, owner) => ({ owner, product }));
  test.each([
    // Of whoever has no face among the candidates the nearest face is at 0.5 at most, and with a mean all of whose faces are so near: 0.5833.
    { top: 1, withMeans: false, least: 0.5, covers: true },
    { top: 2, withMeans: false, least: 0.5, covers: true },
    { top: 2, withMeans: true, least: 0.5, covers: true },
    { top: 2, withMeans: false, least: 0.595, covers: false },
    { top: 2, withMeans: true, least: 0.52, covers: false },
    { top: 3, withMeans: false, least: 0.5, covers: false },
    { top: 3, withMeans: true, least: -0.1, covers: true },
    // Fewer than are asked for.
    { top: 4, withMeans: false, least: 0.1, covers: false },
  ])('are all there are: $top of them, least $least, with means $withMeans: $covers', ({ covers, ...rest }) => {
    expect(coversAll(people, rest)).toBe(covers);
  });
});
