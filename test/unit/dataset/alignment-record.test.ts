import { describe, expect, test } from '@jest/globals';
import {
  byPath,
  checkRecord,
  faceEntry,
  formatRecord,
  namedOutputs,
  outputsOf,
  parseRecord,
  recordWithoutFaces,
} from '../../../src/dataset/alignment-record.ts';
import { landmarksOf } from '../../support/faces/landmarks.ts';

const face = {
  box: { x1: 1.5, y1: 2, x2: 30.25, y2: 40 },
  score: 0.998,
  landmarks: landmarksOf([1, 2], [3, 4], [5, 6], [7, 8], [9, 10]),
} as const;

describe('a line of alignment.jsonl', () => {
  test('holds a face as plain numbers', () => {
    expect(JSON.stringify(faceEntry(face))).toBe(
      '{"box":[1.5,2,30.25,40],"score":0.998,"landmarks":[[1,2],[3,4],[5,6],[7,8],[9,10]],"selected":false}',
    );
  });

  test('of an image without faces', () => {
    expect(formatRecord(recordWithoutFaces('a/ü.jpg', 'unreadable', 'truncated', 'too short'))).toBe(
      '{"path":"a/ü.jpg","status":"unreadable","reason":"truncated","message":"too short","width":null,"height":null,"faces":[]}',
    );
  });

  test('is read back, with its crops', () => {
    const line =
      '{"path":"a.jpg","status":"aligned","width":9,"height":8,"faces":[{"box":[0,0,1,1],"score":1,"landmarks":[],"selected":true,"cropBox":[0,0,1,1],"output":"a.png"},{"box":[0,0,1,1],"score":0.9,"landmarks":[],"selected":false}]}';
    const record = parseRecord(line);
    expect(record?.width).toBe(9);
    expect(outputsOf(record ?? { faces: [] })).toEqual(['a.png']);
  });

  test.each([
    ['an empty one', ''],
    ['one that was cut off', '{"path":"a.jpg","status":"ali'],
    ['another object', '{"settings":"{}"}'],
    ['an unknown status', '{"path":"a.jpg","status":"lost","faces":[]}'],
    ['no object', '3'],
  ])('is none: %s', (_, line) => {
    expect(parseRecord(line)).toBeUndefined();
  });
});

describe('a line of alignment.jsonl with another field', () => {
  const known = { box: [0, 0, 9, 9], score: 1, landmarks: [], selected: true, cropBox: [0, 0, 9, 9], output: 'a.png' };
  const lineWith = (field: object): string =>
    JSON.stringify({ path: 'a.jpg', status: 'aligned', width: 9, height: 9, faces: [{ ...known, ...field }] });

  test.each([
    ['one step up', '../victim.png'],
    ['up from a folder', 'a/../../victim.png'],
    ['another kind of file', 'victim.txt'],
    ['a step up by backslash', '..\\victim.png'],
    ['an absolute path', '/tmp/victim.png'],
    ['a drive', 'C:\\victim.png'],
    ['a share', '\\\\server\\share\\victim.png'],
    ['nothing', ''],
    ['NUL', 'a/1.png\0/../../victim.png'],
    ['more than any path', `${'a/'.repeat(5000)}1.png`],
    ['a number', 3],
  ])('is refused: a crop at %s', (_, output) => {
    expect(checkRecord(lineWith({}))).toMatchObject({ ok: true });
    expect(checkRecord(lineWith({ output }))).toEqual({
      ok: false,
      problem: expect.stringMatching(/^faces\[0\]\.output is .*, not/) as unknown,
    });
  });

  test.each([
    [{ landmarks: 3 }, 'faces[0].landmarks is 3, not a list'],
    [{ landmarks: [[1, 2, 3]] }, 'faces[0].landmarks[0][2] is 3, not nothing'],
    [{ box: null }, 'faces[0].box is null, not a list'],
    [{ cropBox: [0, 0, 1] }, 'faces[0].cropBox[3] is nothing, not number'],
    [{ score: '1' }, 'faces[0].score is "1", not number'],
    [{ selected: 1 }, 'faces[0].selected is 1, not boolean'],
  ])('is refused: %j', (field, problem) => {
    expect(checkRecord(lineWith(field))).toEqual({ ok: false, problem });
  });

  test('is refused: lists without end', () => {
    const line = lineWith({ score: 'x' }).replace('"x"', `${'['.repeat(1e5)}${']'.repeat(1e5)}`);
    expect(checkRecord(line)).toEqual({ ok: false, problem: 'faces[0].score is a list of 1, not number' });
  });
});

test('paths are ordered by code units, as sorted() in Python orders ASCII', () => {
  const paths = ['b', 'a/z', 'a b', 'Z', 'a', 'ä'].map((path) => ({ path }));
  expect(paths.sort(byPath).map(({ path }) => path)).toEqual(['Z', 'a', 'a b', 'a/z', 'b', 'ä']);
});

describe('the crops that a line names', () => {
  const lineWith = (outputs: readonly string[], image = 'a.jpg'): string =>
    JSON.stringify({ path: image, faces: outputs.map((output) => ({ box: [0, 0, 1, 1], output })) });

  test.each([[[]], [['a/b.png']], [['a/b_0.png', 'a/b_1.png']], [['ü "1" \\u0041.png', 'a\n.jpg']]])(
    '%j',
    (outputs) => {
      expect(namedOutputs(lineWith(outputs))).toEqual(outputs);
      expect(namedOutputs(`${JSON.stringify(JSON.parse(lineWith(outputs)), null, 1).replaceAll('\n', ' ')}\r`)).toEqual(
        outputs,
      );
    },
  );

  test('are none of what is inside another text', () => {
    expect(namedOutputs(lineWith(['a.png'], '","output":"b.png'))).toEqual(['a.png']);
  });

  test.each([
    '',
    'a',
    lineWith(['a.png']).slice(0, -3),
    lineWith(['../a.png']),
    lineWith(['a.txt']),
    lineWith(['a.png', '/b.png']),
  ])('are none of a line that is cut off, or names what is no crop: %j', (line) => {
    expect(namedOutputs(line)).toEqual([]);
  });
});
