import { expect, test } from '@jest/globals';
import type { PersonMatch } from '../../../src/gallery/contents.ts';
import { decide } from '../../../src/gallery/decide/decide.ts';

const near = (distances: Readonly<Record<string, number>>): PersonMatch[] =>
  Object.entries(distances)
    .map(([person, distance]) => ({ person, distance }))
    .sort((a, b) => a.distance - b.distance);

const named = (
  faces: readonly Readonly<Record<string, number>>[],
  rule: { threshold?: number; minMargin?: number } = {},
) => decide(faces.map(near), { threshold: 1, minMargin: 0, ...rule }).map(({ person, reason }) => person ?? reason);

test.each([
  { what: 'the nearest person', faces: [{ Ann: 0.3, Bob: 0.9 }], expected: ['Ann'] },
  { what: 'nobody far away', faces: [{ Ann: 1.2, Bob: 1.3 }], expected: ['far'] },
  { what: 'nobody of an empty gallery', faces: [{}], expected: ['far'] },
  { what: 'no person twice', faces: [{ Ann: 0.3 }, { Ann: 0.4 }], expected: ['Ann', 'taken'] },
  // Greedily the first face would be Ann, and the second unknown.
  {
    what: 'people such that all together are nearest',
    faces: [{ Ann: 0.2, Bob: 0.3 }, { Ann: 0.4 }],
    expected: ['Bob', 'Ann'],
  },
  {
    what: 'the second nearest where the nearest is another face',
    faces: [{ Ann: 0.2 }, { Ann: 0.5, Bob: 0.6 }],
    expected: ['Ann', 'Bob'],
  },
])('names $what', ({ faces, expected }) => {
  expect(named(faces)).toEqual(expected);
});

test('a face between two people is nobody where a margin is asked for', () => {
  expect(named([{ Ann: 0.5, Bob: 0.55 }], { minMargin: 0.1 })).toEqual(['ambiguous']);
  expect(named([{ Ann: 0.5, Bob: 0.65 }], { minMargin: 0.1 })).toEqual(['Ann']);
});

test('says distance and margin', () => {
  expect(decide([near({ Ann: 0.5, Bob: 0.75 })], { threshold: 1, minMargin: 0 })).toMatchObject([
    { person: 'Ann', distance: 0.5, margin: 0.25 },
  ]);
  expect(decide([near({ Ann: 0.5 })], { threshold: 0.4, minMargin: 0 })).toMatchObject([
    { person: null, distance: 0.5, margin: null, reason: 'far' },
  ]);
});
