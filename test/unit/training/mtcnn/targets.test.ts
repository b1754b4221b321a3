import { describe, expect, test } from '@jest/globals';
import type { Box } from '../../../../src/core/box.ts';
import type { Landmarks } from '../../../../src/core/face.ts';
import { calibrate, calibrateProposal } from '../../../../src/mtcnn/calibrate.ts';
import { boxTarget, landmarkTarget, mirrorFace, placeFace } from '../../../../src/training/mtcnn/targets.ts';
import { landmarksOf } from '../../../support/faces/landmarks.ts';

const box: Box = { x1: 31, y1: 42, x2: 71, y2: 96 };
const landmarks: Landmarks = landmarksOf([42, 60], [62, 61], [50, 70], [44, 82], [60, 83]);
const window: Box = { x1: 26, y1: 38, x2: 74, y2: 86 };
const regressionOf = ([x1 = 0, y1 = 0, x2 = 0, y2 = 0]: readonly number[]): Box => ({ x1, y1, x2, y2 });

describe('what a network is to say puts the face where it is', () => {
  const placed = placeFace({ box, landmarks }, window);
  // The detector counts pixels from 1 and both corners in, as MATLAB: the box 32 to 71 is what lies from 31 to 71.
  const oneBased: Box = { ...box, x1: box.x1 + 1, y1: box.y1 + 1 };

  test.each(['rnet', 'onet'] as const)('%s', (network) => {
    const shown: Box = { ...window, x1: window.x1 + 1, y1: window.y1 + 1 };
    const regression = regressionOf(boxTarget(placed, network));
    const found = calibrate({ box: shown, score: 1, regression });
    for (const side of ['x1', 'y1', 'x2', 'y2'] as const) expect(found[side]).toBeCloseTo(oneBased[side], 9);
  });

  test('pnet', () => {
    // A cell of the P-Net at scale ¼: pixels 0 to 12 there are 48 here, and its box is taken from pixel 1.
    const shown: Box = { ...window, x1: window.x1 + 4, y1: window.y1 + 4 };
    const regression = regressionOf(boxTarget(placed, 'pnet'));
    const found = calibrateProposal({ box: shown, score: 1, regression });
    for (const side of ['x1', 'y1', 'x2', 'y2'] as const) expect(found[side]).toBeCloseTo(box[side], 9);
  });

  test('landmarks are fractions of the window', () => {
    const target = landmarkTarget(placed);
    // As `placeLandmarks` of the detector reads them.
    expect(target.slice(0, 5).map((x) => 48 * x + window.x1)).toEqual(landmarks.map(({ x }) => expect.closeTo(x, 9)));
    expect(target.slice(5).map((y) => 48 * y + window.y1)).toEqual(landmarks.map(({ y }) => expect.closeTo(y, 9)));
    expect(landmarkTarget({ box })).toEqual(new Array(10).fill(0));
  });
});

describe('a mirrored window', () => {
  const placed = placeFace({ box, landmarks }, window);

  test('has the mirrored face', () => {
    // The photograph mirrored about the middle of the window, x → 100 − x, with the left eye where the right one was.
    const flipped = (x: number): number => 100 - x;
    const mirrored = placeFace(
      {
        box: { ...box, x1: flipped(box.x2), x2: flipped(box.x1) },
        landmarks: [1, 0, 2, 4, 3].map((i) => ({ x: flipped(landmarks[i]?.x ?? 0), y: landmarks[i]?.y ?? 0 })) as never,
      },
      window,
    );
    expect(landmarkTarget(mirrorFace(placed))).toEqual(landmarkTarget(mirrored).map((x) => expect.closeTo(x, 12)));
    for (const network of ['pnet', 'onet'] as const)
      expect(boxTarget(mirrorFace(placed), network)).toEqual(
        boxTarget(mirrored, network).map((x) => expect.closeTo(x, 12)),
      );
  });

  test('has x1 and x2 exchanged and turned round: ports leave them as they are', () => {
    const [x1 = 0, y1, x2 = 0, y2] = boxTarget(placed, 'rnet');
    const [m1 = 0, n1, m2 = 0, n2] = boxTarget(mirrorFace(placed), 'rnet');
    expect([m1, m2]).toEqual([expect.closeTo(-x2, 12), expect.closeTo(-x1, 12)]);
    expect([n1, n2]).toEqual([y1, y2]);
  });
});
