import { beforeAll, describe, expect, test } from '@jest/globals';
import { encodeClassifier, parseClassifier } from '../../../src/recognition/classifier-file.ts';
import type { Classifier } from '../../../src/recognition/classifier.ts';
import { createPredictor } from '../../../src/svm/predict.ts';
import { trainSvm } from '../../../src/svm/train.ts';
import { queries, sklearn, train } from '../svm/support.ts';

const NAMES = ['Ann', '__proto__', 'constructor', 'Zoë "the\nfirst"', 'toString'];

async function makeClassifier(): Promise<Classifier> {
  return {
    embeddings: {
      facekit: '0.1.0',
      model: { name: 'facenet-vggface2', sha256: '0123456789abcdef'.repeat(4) },
      dimension: sklearn.dimension,
      standardisation: 'fixed',
      alignment: { kind: 'box', margin: 32, imageSize: 160 },
      flip: false,
    },
    training: { seed: 666, cost: 1, split: { minPerClass: 20, trainPerClass: 13 } },
    unknown: {
      distance: 1.1,
      targetFalseAcceptRate: 0.01,
      genuine: { count: 65, mean: 0.3, deviation: 0.125 },
      impostor: { count: 65, mean: 1.4, deviation: 0.2 },
    },
    classes: NAMES.map((name, index) => ({
      name,
      images: 13,
      references: train.slice(13 * index, 13 * index + 2),
    })),
    svm: await trainSvm(train, sklearn.labels),
  };
}

let classifier: Classifier;
let text: string;
beforeAll(async () => {
  classifier = await makeClassifier();
  text = encodeClassifier(classifier);
});

test('reads back all that was written', () => {
  expect(parseClassifier(text, 'friends.json')).toEqual(classifier);
  const other: Classifier = {
    ...classifier,
    embeddings: {
      ...classifier.embeddings,
      standardisation: { mean: 127.5, std: 127.5 },
      alignment: { kind: 'similarity', margin: null, imageSize: 112 },
      flip: true,
    },
    training: { ...classifier.training, split: null },
  };
  expect(parseClassifier(encodeClassifier(other), 'friends.json')).toEqual(other);
});

test('probabilities are the same bit by bit after saving and loading', () => {
  const [before, after] = [classifier, parseClassifier(text, 'friends.json')].map(({ svm }) => createPredictor(svm));
  const bits = queries.map((query) => before?.probabilities(query));
  expect(queries.map((query) => after?.probabilities(query))).toEqual(bits);
});

test('the same training gives the same bytes', async () => {
  expect(encodeClassifier(await makeClassifier())).toBe(text);
  expect(encodeClassifier(parseClassifier(text, 'friends.json'))).toBe(text);
});

test('a name cannot change what objects inherit', () => {
  const polluted = text.replace(
    '"alignment":',
    '"__proto__": {"polluted": true, "alignment": {"margin": 1}},\n "alignment":',
  );
  expect(parseClassifier(polluted, 'friends.json')).toEqual(classifier);
  expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('polluted');
  // A field that is only inherited is missing.
  expect(() => parseClassifier(text.replace('"alignment":', '"alignment2":'), 'f.json')).toThrow(
    /f\.json but alignment is nothing/,
  );
});

test('a file of a newer version says to update', () => {
  const newer = text.replace('"version": 1', '"version": 2');
  expect(() => parseClassifier(newer, 'friends.json')).toThrow(
    expect.objectContaining({
      code: 'classifier-version',
      message: expect.stringMatching(/friends\.json has version 2.*Update facekit/),
    }),
  );
});

describe('refuses', () => {
  test.each([
    ['an empty file', /[^]*/, '', /no JSON or is cut off|is empty/],
    ['a file cut off', /"svm"[^]*/, '', /no JSON or is cut off|is empty/],
    ['a list', /[^]*/, '[1]', /another kind of file/],
    ['null', /[^]*/, 'null', /another kind of file/],
    ['another format', 'facekit-classifier', 'facekit-embeddings', /another kind of file.*train-classifier/],
    ['a version that is none', '"version": 1', '"version": "1"', /version is "1"/],
    ['a SHA-256 that is none', '"sha256": "0', '"sha256": "x', /model\.sha256 is/],
    ['an unknown standardisation', '"fixed"', '"prewhiten"', /standardisation is "prewhiten", not a standardisation/],
    ['an alignment of no kind', '"kind": "box"', '"kind": "circle"', /alignment\.kind is "circle"/],
    ['a margin that is not finite', '"margin": 32', '"margin": 1e999', /alignment\.margin is Infinity/],
    ['half a pixel', '"imageSize": 160', '"imageSize": 160.5', /alignment\.imageSize is 160\.5/],
    ['a flip that is none', '"flip": false', '"flip": "no"', /flip is "no", not true or false/],
    [
      'a path as the name of a model',
      '"name": "facenet-vggface2"',
      '"name": "../m.safetensors"',
      /model\.name is .*, not the name of a model/,
    ],
    ['a split that is none', '"minPerClass": 20', '"minPerClass": -1', /training\.split\.minPerClass is -1/],
    ['no distances', /"unknown": \{[^]*?\},\n "classes"/, '"unknown": null,\n "classes"', /unknown is null/],
    [
      'a distance beyond the sphere',
      '"distance": 1.1',
      '"distance": 4.1',
      /unknown\.distance is 4\.1, not a number from 0 to 4/,
    ],
    ['a huge count of distances', '"count": 65', '"count": 1e12', /unknown\.genuine\.count/],
    ['a distance that is not finite', '"distance": 1.1', '"distance": 1e999', /unknown\.distance is Infinity/],
    ['a negative distance', '"distance": 1.1', '"distance": -1', /unknown\.distance is -1/],
    ['a rate above 1', '"targetFalseAcceptRate": 0.01', '"targetFalseAcceptRate": 2', /targetFalseAcceptRate/],
    [
      'classes that are no list',
      /"classes": \[[^]*\],\n "svm"/,
      '"classes": {"length": 5},\n "svm"',
      /classes is an object, not a list/,
    ],
    ['a class without a name', '"name": "Ann"', '"name": ""', /classes\[0\]\.name is ""/],
    ['a name twice', '"name": "Ann"', '"name": "toString"', /its own name/],
    ['a class trained on nothing', '"images": 13', '"images": 0', /classes\[0\]\.images is 0/],
    ['references cut off', /("references": ").{8}/, '$1', /multiple of 24 float32 numbers/],
    ['references that are no base64', /("references": ").{4}/, '$1!?!?', /base64 for references/],
    ['no references', /"references": "[^"]*"/, '"references": ""', /classes\[0\]\.references is ""/],
    // The bytes 00 00 80 7f are infinity: four numbers of AACAfwAAgH8AAIB/AACAfw==, here the first three.
    ['references that are not finite', /("references": ").{16}/, '$1AACAfwAAgH8AAIB/', /finite numbers for references/],
    ['an SVM with another number of classes', /,\n {2}\{\n {3}"name": "toString"[^}]*\}/, '', /name the 5 labels/],
    ['an SVM with other labels', 'label 0 1 2 3 4', 'label 1 2 3 4 5', /name the 5 labels/],
    ['an altered SVM', 'nr_sv ', 'nr_sv 1', /SVM in friends\.json, line \d+: expected nr_sv/],
  ] as const)('%s', (_, from, to, message) => {
    const altered = text.replace(from, to);
    expect(altered).not.toBe(text);
    expect(() => parseClassifier(altered, 'friends.json')).toThrow(
      expect.objectContaining({ name: 'FacekitError', message: expect.stringMatching(message) }),
    );
  });
});

test('every cut of the file is noticed', () => {
  for (let length = 0; length < text.length - 1; length += 97) {
    expect(() => parseClassifier(text.slice(0, length), 'friends.json')).toThrow(/friends\.json/);
  }
});
