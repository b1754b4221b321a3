import { describe, expect, test } from '@jest/globals';
import { chooseEngine } from '../../../../src/tensor/engines/open-engine.ts';

describe('chooseEngine', () => {
  test.each([
    [undefined, undefined, 'onnxruntime'],
    [undefined, '', 'onnxruntime'],
    [undefined, 'tfjs', 'tfjs'],
    ['onnxruntime' as const, 'tfjs', 'onnxruntime'],
    ['tfjs' as const, 'nonsense', 'tfjs'],
  ])('option %s, FACEKIT_ENGINE=%s: %s', (option, variable, expected) => {
    expect(chooseEngine(option, { FACEKIT_ENGINE: variable })).toBe(expected);
  });

  test('an unknown FACEKIT_ENGINE is named', () => {
    expect(() => chooseEngine(undefined, { FACEKIT_ENGINE: 'torch' })).toThrow(
      'Expected one of onnxruntime, tfjs for FACEKIT_ENGINE but received torch.',
    );
  });
});
