import { describe, expect, test } from '@jest/globals';
import { checkDataset } from '../../../../src/dataset/check/check-dataset.ts';
import type { CheckedImage, CheckLimits } from '../../../../src/dataset/check/findings.ts';
import { faceImage, LIMITS, type FaceOptions } from '../../../support/faces/checked-images.ts';

/** Findings as `path problem`, or with their details. */
function problems(images: readonly CheckedImage[], limits: Partial<CheckLimits> = {}): string[] {
  const { images: findings } = checkDataset(images, [], { ...LIMITS, ...limits });
  return findings.map(({ path, problem }) => `${path} ${problem}`);
}

describe('an image alone', () => {
  const other = (side: number, score: number) => ({ others: [{ side, score }] });
  test.each<[string, FaceOptions, string[]]>([
    ['is fine', {}, []],
    ['of 40 pixels is large enough', { side: 40 }, []],
    ['of 39.9 pixels is too small', { side: 39.9 }, ['small-face']],
    ['of sharpness 6 is sharp', { sharpness: 6 }, []],
    ['of sharpness 5.9 is blurred', { sharpness: 5.9 }, ['blurred']],
    ['beside a face of 60 % of its side', other(60, 0.95), ['several-faces']],
    ['before a face in the background', other(59, 0.95), []],
    ['beside what is hardly a face', other(90, 0.85), []],
    [
      'can have several problems',
      { side: 30, sharpness: 1, ...other(30, 1) },
      ['several-faces', 'small-face', 'blurred'],
    ],
  ])('%s', (_, options, expected) => {
    expect(problems([faceImage('Ann/1.jpg', options)])).toEqual(expected.map((each) => `Ann/1.jpg ${each}`));
  });

  test('a crop has no size and no other faces', () => {
    const { face, ...image } = faceImage('Ann/1.jpg');
    expect(problems([{ ...image, face: { ...face, size: null } }])).toEqual([]);
  });

  test.each(['unsupported-format', 'too-many-pixels', 'no-permission', 'failed'])(
    'an image that is not read for %s is not called unreadable',
    (reason) => {
      const image = { path: 'Ann/1.tif', className: 'Ann', status: 'unreadable', reason, message: 'not here' } as const;
      expect(problems([image])).toEqual(['Ann/1.tif not-read']);
    },
  );

  test('unreadable or without a face', () => {
    const { path, className, hash, width, height } = faceImage('Ann/2.jpg');
    const { images } = checkDataset(
      [
        { path: 'Ann/1.jpg', className, status: 'unreadable', reason: 'truncated', message: 'cut off' },
        { path, className, status: 'no-face', hash, width, height },
      ],
      [],
      LIMITS,
    );
    expect(images).toEqual([
      { path: 'Ann/1.jpg', className: 'Ann', problem: 'unreadable', detail: 'truncated: cut off' },
      { path: 'Ann/2.jpg', className: 'Ann', problem: 'no-face', detail: 'none found in 250×250 pixels' },
    ]);
  });
});

describe('near-duplicates', () => {
  const [same, near, far] = [
    [0, 0b1111],
    [0, 0],
    [0, 0b11111],
  ] as const;
  test('hashes that differ in 4 bits are one photograph, in 5 they are two', () => {
    const images = [
      faceImage('A/1', { hash: near }),
      faceImage('A/2', { hash: same, angle: 30 }),
      faceImage('A/3', { hash: [~0 >>> 0, 31], angle: 60 }),
    ];
    expect(problems(images, { samePerson: null })).toEqual(['A/2 duplicate']);
    expect(problems([faceImage('A/1', { hash: near }), faceImage('A/2', { hash: far, angle: 30 })])).toEqual([]);
  });

  test.each([
    // 2 sin(7°) = 0.244, 2 sin(7.5°) = 0.261.
    [14, ['A/2 duplicate']],
    [15, []],
  ])('faces %p degrees apart', (angle, expected) => {
    expect(problems([faceImage('A/1'), faceImage('A/2', { angle })])).toEqual(expected);
  });

  test('the largest copy is kept, whatever its name', () => {
    const images = [faceImage('A/1', { side: 50 }), faceImage('A/2', { side: 90 }), faceImage('A/3', { side: 70 })];
    const { images: findings } = checkDataset(images, [], LIMITS);
    expect(findings.map(({ path, twin }) => [path, twin])).toEqual([
      ['A/1', 'A/2'],
      ['A/3', 'A/2'],
    ]);
  });

  test('a chain is one photograph', () => {
    const images = [0, 14, 28].map((angle, i) => faceImage(`A/${i}`, { angle }));
    expect(problems(images)).toEqual(['A/1 duplicate', 'A/2 duplicate']);
  });

  test('in two classes both are named, and none is called the copy', () => {
    expect(problems([faceImage('A/1'), faceImage('B/1')])).toEqual(['A/1 duplicate-across', 'B/1 duplicate-across']);
  });

  test('photographs without a face can be copies too', () => {
    const { hash, width, height } = faceImage('A/1');
    const blank = (path: string) => ({ path, className: 'A', status: 'no-face', hash, width, height }) as const;
    expect(problems([blank('A/1'), blank('A/2')])).toContain('A/2 duplicate');
  });
});

/** Images of a class at these angles. */
const classAt = (name: string, ...angles: number[]): CheckedImage[] =>
  angles.map((angle, i) => faceImage(`${name}/${i + 1}`, { angle }));

describe('labels', () => {
  const ann = classAt('Ann', 0, 16, 32);
  const bob = classAt('Bob', 120, 136, 152);
  test.each<[string, CheckedImage[], string[]]>([
    ['of two people apart', [...ann, ...bob], []],
    ['one is another person', [...ann, ...classAt('Bob', 120, 136, 152, 60)], ['Bob/4 mislabelled']],
    ['one is nobody who is known', [...ann, ...classAt('Bob', 120, 136, 152, 250)], ['Bob/4 outlier']],
    ['two images of a class disagree', [...ann, ...classAt('Eve', 200, 290)], ['Eve/1 outlier', 'Eve/2 outlier']],
    ['a class with one image neither is judged nor judges', [...ann, ...classAt('Eve', 8)], []],
  ])('%s', (_, images, expected) => {
    expect(problems(images, { duplicateDistance: 0 })).toEqual(expected);
  });

  test('a wrong image does not drag its neighbours along', () => {
    // With the wrong image the mean of Bob's others would be nearer to Ann for Bob/1.
    const bobs = classAt('Bob', 95, 100, 20, 18);
    const found = problems([...classAt('Ann', 0, 16, 32, 40), ...bobs], { duplicateDistance: 0 });
    expect(found.filter((line) => line.startsWith('Ann'))).toEqual([]);
  });

  test('copies do not vouch for each other', () => {
    const copies = [60, 61, 62].map((angle, i) => faceImage(`Bob/c${i}`, { angle }));
    const found = problems([...classAt('Ann', 0, 30, 45), ...classAt('Bob', 150, 170), ...copies]);
    expect(found.filter((line) => line.endsWith('mislabelled'))).toEqual([
      'Bob/c0 mislabelled',
      'Bob/c1 mislabelled',
      'Bob/c2 mislabelled',
    ]);
  });

  test('images outside the class folders are judged alone', () => {
    const images = [100, 190, 280].map((angle) => faceImage(`${angle}.jpg`, { angle, side: 20 }));
    expect(checkDataset(images, [], LIMITS)).toEqual({
      images: images.map(({ path }) => ({
        path,
        className: '',
        problem: 'small-face',
        detail: '20 pixels, less than 40',
      })),
      classes: [],
    });
  });

  test('without a threshold faces are only compared among classes', () => {
    const images = [...ann, ...classAt('Bob', 120, 136, 152, 250)];
    expect(problems(images, { samePerson: null, duplicateDistance: 0 })).toEqual([]);
  });
});

describe('classes', () => {
  const classes = (images: readonly CheckedImage[], names: string[] = []) =>
    checkDataset(images, names, LIMITS).classes.map(
      ({ className, problem, severity }) => `${className} ${problem} ${severity}`,
    );
  test('without images, with too few, with few', () => {
    const images = [...classAt('One', 0), ...classAt('Two', 100, 120), ...classAt('Three', 200, 220, 240)];
    expect(classes(images, ['Empty'])).toEqual([
      'Empty empty-class error',
      'One too-few-images error',
      'Two few-images note',
    ]);
  });

  test('images of no use do not count', () => {
    const unreadable = {
      path: 'A/x',
      className: 'A',
      status: 'unreadable',
      reason: 'r',
      message: 'm',
    } as const;
    const { classes: found } = checkDataset([...classAt('A', 0, 1), unreadable], [], LIMITS);
    expect(found).toEqual([
      { className: 'A', problem: 'too-few-images', severity: 'error', detail: 'usable: 1 of 3, a classifier needs 2' },
    ]);
  });

  test.each([
    ['Ann_Lee', 'ann lee', true],
    ['Ann_Lee', 'Lee, Ann', true],
    ['Zoë', 'zoe', true],
    ['Ann_Lee', 'Anna_Lee', false],
  ])('%s and %s', (a, b, isFound) => {
    const images = [...classAt(a, 0, 16, 32), ...classAt(b, 40, 56, 72)];
    const found = checkDataset(images, [], { ...LIMITS, duplicateDistance: 0.01 });
    expect(found.classes.map(({ problem, twin }) => [problem, twin])).toEqual(isFound ? [['same-person', b]] : []);
  });

  test('names that are spelled alike and faces that are not', () => {
    expect(classes([...classAt('Ann', 0, 16, 32), ...classAt('ann', 140, 156, 172)])).toEqual([]);
  });
});
