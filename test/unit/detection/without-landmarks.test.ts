import { expect, test } from '@jest/globals';
import { faceEntry } from '../../../src/dataset/alignment-record.ts';
import { alignFace } from '../../../src/detection/align-by-box.ts';
import { alignSimilarity } from '../../../src/detection/align-by-landmarks.ts';
import { selectFace } from '../../../src/detection/select-face.ts';

const IMAGE = { width: 40, height: 40, data: new Uint8Array(40 * 40 * 3) };
const FACE = { box: { x1: 10, y1: 10, x2: 30, y2: 30 }, score: 0.9 };

test('a face without landmarks is selected, cut out by its box and recorded as any other', () => {
  expect(selectFace([FACE], IMAGE, 'center')).toBe(0);
  expect(alignFace(IMAGE, FACE, { imageSize: 16, margin: 0 }).cropBox).toEqual(FACE.box);
  expect(faceEntry(FACE)).toEqual({ box: [10, 10, 30, 30], score: 0.9, landmarks: [], selected: false });
});

test('it cannot be turned upright by what it has not', () => {
  expect(() => alignSimilarity(IMAGE, { ...FACE, landmarks: undefined })).toThrow(
    expect.objectContaining({ code: 'landmarks-missing' }),
  );
});
