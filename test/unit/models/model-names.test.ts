import { describe, expect, test } from '@jest/globals';
import { testPredicate, testResults } from '../../support/tables.ts';
import { looksLikeModelFile, requireModelName, suggestModelName } from '../../../src/models/model-names.ts';

describe('suggestModelName', () => {
  testResults('of %s is %s', suggestModelName, [
    ['/tmp/20180402-114759.pb', 'facenet-vggface2'],
    ['20180402-114759-vggface2.pt', 'facenet-vggface2'],
    ['C:\\models\\20180408-102900-casia-webface.pt', 'facenet-casia'],
    ['models/My Model (v2).ONNX', 'my-model-v2'],
    ['weights/', 'weights'],
    ['./.hidden.pt', 'hidden'],
    [`${'x'.repeat(100)}.onnx`, 'x'.repeat(64)],
    ['人.onnx', 'model'],
    ['.onnx', 'model'],
  ]);
});

describe('requireModelName', () => {
  test.each(['my-model', 'facenet-vggface2', 'arcface_r50.v2', '7'])('takes %s', (name) => {
    expect(requireModelName(name)).toBe(name);
  });

  test.each(['', 'My-Model', '../up', 'a/b', '.hidden', 'model.onnx', 'x'.repeat(65), 'a b', 'mobilefacenet', 'mtcnn'])(
    'refuses %j',
    (name) => {
      expect(() => requireModelName(name)).toThrow(expect.objectContaining({ code: 'usage' }));
    },
  );
});

testPredicate('is a file', looksLikeModelFile, {
  yes: ['model.safetensors', 'MODEL.ONNX', './model', '..\\model'],
  no: ['facenet-vggface2', 'arcface.v2'],
});
