import { expect, test } from '@jest/globals';
import { evaluateClassifier, type JudgedFace } from '../../../src/recognition/evaluate-classifier.ts';

/** A face of `actual` that was taken for `likeliest`, and called `name`. */
const face = (actual: string, likeliest: string, name: string | null = likeliest): JudgedFace => ({
  path: `${actual}.png`,
  actual,
  isKnown: ['Ann', 'Bob', 'Cleo'].includes(actual),
  recognition: { name, candidates: [{ name: likeliest, probability: 0.5, distance: 1 }] },
});

test('counts answers: known people by their most probable name, unknown identities as unknown', () => {
  const faces = [
    face('Ann', 'Ann'),
    face('Ann', 'Ann', null),
    face('Ann', 'Bob'),
    face('Bob', 'Bob'),
    face('Eve', 'Ann'),
    face('Eve', 'Bob', null),
    face('Dan', 'Bob', null),
  ];
  const evaluation = evaluateClassifier(faces, ['Ann', 'Bob', 'Cleo']);
  // Right: Ann twice, Bob, Eve and Dan once as unknown.
  expect(evaluation.accuracy).toBeCloseTo(5 / 7, 12);
  expect(evaluation.known).toEqual({ faces: 4, named: 2, misnamed: 1, unknown: 1 });
  expect(evaluation.unknownIdentities).toEqual({ faces: 3, people: 2, named: 1 });
  expect(evaluation.confusion).toEqual([
    [1, 1, 0, 1],
    [0, 1, 0, 0],
    [0, 0, 0, 0],
    [1, 0, 0, 2],
  ]);
  expect(evaluation.people).toEqual([
    { name: 'Ann', faces: 3, precision: 1 / 2, recall: 1 / 3 },
    { name: 'Bob', faces: 1, precision: 1 / 2, recall: 1 },
    { name: 'Cleo', faces: 0, precision: null, recall: null },
  ]);
});
