import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../../../../src/core/seeded-random.ts';
import { classifyWindow, drawWindows, type FaceLabel } from '../../../../src/training/mtcnn/windows.ts';

const face: FaceLabel = { box: { x1: 100, y1: 100, x2: 200, y2: 200 } };
const square = (x1: number, y1: number, side: number) => ({ x1, y1, x2: x1 + side, y2: y1 + side });

describe('a window of 100 pixels beside the face of 100', () => {
  // Moved by d, it shares 100 − d of 100 + d.
  test.each([
    [0, 'positive'],
    [21, 'positive'],
    [22, 'part'],
    [42, 'part'],
    [43, undefined],
    [53, undefined],
    [54, 'negative'],
    [100, 'negative'],
  ])('moved by %d is %s', (moved, kind) => {
    expect(classifyWindow(square(100 + moved, 100, 100), [face])?.kind).toBe(kind);
  });
});

test('a window belongs to the face that it overlaps most', () => {
  const other: FaceLabel = { box: square(180, 100, 100) };
  expect(classifyWindow(square(175, 100, 100), [face, other])?.face).toBe(other);
  expect(classifyWindow(square(105, 100, 100), [other, face])?.face).toBe(face);
});

test('of a face that is ignored nothing is learnt, not even that it is none', () => {
  const ignored = { ...face, ignored: true };
  expect(classifyWindow(face.box, [ignored])).toBeUndefined();
  expect(classifyWindow(square(145, 100, 100), [ignored])).toBeUndefined();
  expect(classifyWindow(square(300, 300, 50), [ignored])?.kind).toBe('negative');
});

describe('windows that are drawn', () => {
  const size = { width: 640, height: 480 };
  const faces: FaceLabel[] = [
    face,
    { box: { x1: 400, y1: 50, x2: 430, y2: 90 } },
    { box: square(500, 300, 60), ignored: true },
  ];
  const drawn = Array.from({ length: 40 }, (_, i) =>
    drawWindows(faces, { ...size, random: seededRandom(5, i) }),
  ).flat();

  test('are squares of whole pixels inside the photograph, of the kind that they say', () => {
    for (const { kind, window, face: shown } of drawn) {
      expect(window.x2 - window.x1).toBe(window.y2 - window.y1);
      expect(Object.values(window).every(Number.isInteger)).toBe(true);
      expect(window.x1 >= 0 && window.y1 >= 0 && window.x2 <= 640 && window.y2 <= 480).toBe(true);
      expect(window.x2 - window.x1).toBeGreaterThanOrEqual(12);
      expect(classifyWindow(window, faces)).toEqual({ kind, window, ...(shown && { face: shown }) });
    }
  });

  test('show each face that counts, and are of every kind', () => {
    const of = (kind: string, i?: number) =>
      drawn.filter((each) => each.kind === kind && each.face === (i === undefined ? undefined : faces[i]));
    for (const i of [0, 1]) expect(Math.min(of('positive', i).length, of('part', i).length)).toBeGreaterThan(40);
    expect(of('negative').length).toBeGreaterThan(1000);
    expect(drawn.some((each) => each.face === faces[2])).toBe(false);
  });

  test('follow from the random numbers', () => {
    const again = drawWindows(faces, { ...size, random: seededRandom(5, 0) });
    expect(drawn.slice(0, again.length)).toEqual(again);
  });
});
