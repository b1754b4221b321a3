import { describe, expect, test } from '@jest/globals';
import { formatModel, formatModels, modelJson } from '../../../../../src/report/text/models/models.ts';
import { findKnownModel } from '../../../../../src/models/known-models.ts';
import type { ModelListing } from '../../../../../src/models/store/list.ts';
import { TINY_INFO, TINY_SHA256, TINY_SOURCE } from '../../../../support/networks/tiny-model.mjs';

const tiny: ModelListing = {
  name: 'tiny',
  status: 'installed',
  info: TINY_INFO,
  file: '/c/tiny.safetensors',
  bytes: 1_234_567,
  sha256: TINY_SHA256,
  source: TINY_SOURCE,
};
const facenet = findKnownModel('facenet-vggface2');
const missing: ModelListing = {
  name: 'facenet-vggface2',
  status: 'not-installed',
  ...(facenet && { info: facenet }),
};
const damaged: ModelListing = { name: 'b\n', status: 'damaged', bytes: 0, problem: 'cut off' };

describe('the list of models', () => {
  test('has a row for each', () => {
    expect(formatModels([missing, tiny, damaged])).toBe(
      [
        'facenet-vggface2  not installed          FaceNet 20180402-114759, Inception-ResNet-v1 trained on VGGFace2 (94 MB); facekit models pull facenet-vggface2',
        'tiny              installed      1.2 MB  a tiny one',
        'b\\u000a           damaged        0.0 MB  cut off',
        '',
      ].join('\n'),
    );
  });
});

describe('a known model with other weights', () => {
  const other = { ...tiny, unpublished: 'not the published weights' };
  test('says so in the list and in its description', () => {
    expect(formatModels([other])).toMatch(/ a tiny one; not the published weights$/m);
    expect(formatModel(other)).toMatch(/^notice +not the published weights$/m);
  });
});

describe('the description of a model', () => {
  test('has a line for what is known', () => {
    expect(formatModel(tiny)).toBe(
      [
        'name             tiny',
        'status           installed',
        'description      a tiny one',
        'architecture     inception-resnet-v1',
        'input            8×8',
        'alignment        box, margin 3',
        'standardisation  per-image',
        'dimension        2',
        'licence          CC0-1.0',
        'file             /c/tiny.safetensors',
        'size             1.2 MB',
        `SHA-256          ${TINY_SHA256}`,
        `source           npy-folder, SHA-256 ${TINY_SOURCE.sha256}`,
        '',
      ].join('\n'),
    );
  });

  test('says how to get one that is not there, and what is wrong with one that is', () => {
    expect(formatModel(missing)).toMatch(/^to get it +facekit models pull facenet-vggface2$/m);
    expect(formatModel(missing)).toMatch(/^threshold +1\.129 \(squared-euclidean, fixed .*; 1\.22 \(/m);
    expect(formatModel(damaged)).toBe('name     b\\u000a\nstatus   damaged\nsize     0.0 MB\nproblem  cut off\n');
  });

  test('is one level as JSON', () => {
    expect(modelJson(tiny)).toMatchObject({
      name: 'tiny',
      status: 'installed',
      dimension: 2,
      bytes: 1_234_567,
    });
    expect(modelJson(damaged)).toEqual(damaged);
  });
});
