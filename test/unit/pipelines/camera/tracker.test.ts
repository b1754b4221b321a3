import { expect, test } from '@jest/globals';
import type { Face } from '../../../../src/core/face.ts';
import { overlapOf } from '../../../../src/core/box.ts';
import { matchBoxes } from '../../../../src/pipelines/camera/tracking/match.ts';
import { Tracker } from '../../../../src/pipelines/camera/tracking/tracker.ts';

/** A face of 40 × 40 pixels whose left upper corner is at x, y. */
const faceAt = (x: number, y = 100): Face => ({ box: { x1: x, y1: y, x2: x + 40, y2: y + 40 }, score: 0.9 });

const idsAndPlaces = (tracks: readonly { id: number; face: Face }[]): [number, number][] =>
  tracks.map(({ id, face }) => [id, face.box.x1]);

test('the overlap of boxes is the area that they share over that of both', () => {
  const box = { x1: 0, y1: 0, x2: 10, y2: 10 };
  expect(overlapOf(box, box)).toBe(1);
  // They share 5 × 10, and cover 150.
  expect(overlapOf(box, { x1: 5, y1: 0, x2: 15, y2: 10 })).toBeCloseTo(1 / 3, 12);
  expect(overlapOf(box, { x1: 10, y1: 0, x2: 20, y2: 10 })).toBe(0);
});

test('boxes are matched so that all together share most, and none that is too far', () => {
  const box = (x: number) => faceAt(x).box;
  // The first alone would take the one at 12 (28/52 of the area): 0.54 in all. The other way they share 20/60 and 22/58: 0.71.
  expect(matchBoxes([box(0), box(30)], [box(12), box(-20)])).toEqual([1, 0]);
  expect(matchBoxes([box(0)], [box(39)])).toEqual([undefined]);
  expect(matchBoxes([box(0)], [])).toEqual([undefined]);
  expect(matchBoxes([], [box(0)])).toEqual([]);
});

test('a face that is seen once may be nothing; seen again, it has a number', () => {
  const tracker = new Tracker({ leaveAfter: 1 });
  expect(tracker.look([faceAt(0)], 0)).toEqual({ seen: [], left: [] });
  const { seen } = tracker.look([faceAt(2)], 0.1);
  expect(seen).toMatchObject([{ id: 1, firstSeen: 0, lastSeen: 0.1, isSeen: true }]);
});

test('two faces that cross keep their numbers, by the way they go', () => {
  const tracker = new Tracker({ leaveAfter: 1 });
  const seen = [];
  // 200 pixels a second towards each other: from 0 and 200 they meet at 100, after half a second, one of them 12 pixels lower.
  for (let i = 0; i <= 10; i++) {
    const [a, b] = [faceAt(20 * i), faceAt(200 - 20 * i, 112)];
    // Detectors give the surest first, in whatever order.
    seen.push(tracker.look(i % 2 === 0 ? [a, b] : [b, a], i / 10).seen);
  }
  expect(idsAndPlaces(seen.at(1) ?? [])).toEqual([
    [1, 20],
    [2, 180],
  ]);
  expect(idsAndPlaces(seen.at(-1) ?? [])).toEqual([
    [1, 200],
    [2, 0],
  ]);
});

test('a face that is missed for a while has the same number where its way leads', () => {
  const tracker = new Tracker({ leaveAfter: 1 });
  for (let i = 0; i <= 5; i++) tracker.look([faceAt(10 * i)], i / 10);
  // 100 pixels a second: at 0.9 s it is at 90, which shares nothing with where it was last seen, 50 to 90.
  expect(tracker.look([], 0.6).left).toEqual([]);
  expect(tracker.at(0.6)[0]?.box.x1).toBeCloseTo(60, 0);
  tracker.look([], 0.7);
  // Missed twice, it is not shown.
  expect(tracker.at(0.7)).toEqual([]);
  expect(idsAndPlaces(tracker.look([faceAt(90)], 0.9).seen)).toEqual([[1, 90]]);
});

test('who is not seen for too long has left, and comes back as another', () => {
  const tracker = new Tracker({ leaveAfter: 1 });
  tracker.look([faceAt(0)], 0);
  tracker.look([faceAt(0)], 0.5);
  expect(tracker.look([], 1.5).left).toEqual([]);
  expect(tracker.look([], 1.6).left).toMatchObject([{ id: 1, firstSeen: 0, lastSeen: 0.5, isSeen: false }]);
  tracker.look([faceAt(0)], 2);
  expect(tracker.look([faceAt(0)], 2.1).seen).toMatchObject([{ id: 2, firstSeen: 2 }]);
  expect(tracker.end()).toMatchObject([{ id: 2 }]);
  expect(tracker.at(2.1)).toEqual([]);
});

test('without looks too, time makes them leave', () => {
  const tracker = new Tracker({ leaveAfter: 1 });
  tracker.look([faceAt(0)], 0);
  tracker.look([faceAt(0)], 0.5);
  expect(tracker.expire(1.4)).toEqual([]);
  expect(tracker.expire(3)).toMatchObject([{ id: 1, lastSeen: 0.5 }]);
});

test('landmarks go along with the box between two looks', () => {
  const tracker = new Tracker({ leaveAfter: 1 });
  const landmarks = (x: number) => [10, 30, 20, 12, 28].map((dx) => ({ x: x + dx, y: 110 })) as never;
  for (let i = 0; i <= 8; i++) tracker.look([{ ...faceAt(10 * i), landmarks: landmarks(10 * i) }], i / 10);
  const [place] = tracker.at(0.9);
  const moved = (place?.box.x1 ?? 0) - 80;
  expect(moved).toBeGreaterThan(8);
  expect(place?.landmarks?.[0].x).toBeCloseTo(90 + moved, 6);
});
