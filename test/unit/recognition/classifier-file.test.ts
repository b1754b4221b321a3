import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { encodeClassifier, parseClassifier } from '../../../src/recognition/classifier-file.ts';
import type { Classifier, SvmClassifier } from '../../../src/recognition/classifier.ts';
import { trainClassifier } from '../../../src/recognition/train-classifier.ts';
import { createPredictor } from '../../../src/svm/predict.ts';
import { trainSvm } from '../../../src/svm/train.ts';
import { metadataOf } from '../../support/faces/embedding-metadata.ts';
import { queries, sklearn, train } from '../svm/svm-fixture.ts';

const NAMES = ['Ann', '__proto__', 'constructor', 'Zoë "the\nfirst"', 'toString'];

async function makeClassifier(): Promise<SvmClassifier> {
  return {
    kind: 'svm',
    embeddings: {
      ...metadataOf(sklearn.dimension),
      model: { name: 'facenet-vggface2', sha256: '0123456789abcdef'.repeat(4) },
      alignment: { kind: 'box', margin: 32, imageSize: 160 },
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

let classifier: SvmClassifier;
let text: string;
beforeAll(async () => {
  classifier = await makeClassifier();
  text = encodeClassifier(classifier);
});

test('reads back all that was written', () => {
  expect(parseClassifier(text, 'friends.json')).toEqual(classifier);
  const other: SvmClassifier = {
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
  const read = parseClassifier(text, 'friends.json');
  const [before, after] = [classifier, read].map((each) =>
    each.kind === 'svm' ? createPredictor(each.svm) : undefined,
  );
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
  const newer = text.replace('"version": 2', '"version": 3');
  expect(() => parseClassifier(newer, 'friends.json')).toThrow(
    expect.objectContaining({
      code: 'classifier-version',
      message: expect.stringMatching(/friends\.json has version 3.*Update facekit/),
    }),
  );
});

describe('version 1, which an earlier facekit wrote', () => {
  const earlier = readFileSync(
    path.resolve(import.meta.dirname, '../../fixtures/recognition/classifier-version-1.json'),
    'utf8',
  );

  test('reads as what training gives today', async () => {
    const angles = [10, 100, 200].flatMap((angle) => [0, 3, 6, 9, 12, 15].map((offset) => angle + offset));
    const faces = angles.map((angle, i) => ({
      name: ['Ann Example', 'Bob', 'Cleo'][Math.floor(i / 6)] ?? '',
      embedding: Float32Array.of(Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)),
    }));
    const read = parseClassifier(earlier, 'earlier.json');
    expect(read).toEqual((await trainClassifier(faces, read.embeddings)).classifier);
    expect(parseClassifier(encodeClassifier(read), 'again.json')).toEqual(read);
  });

  test.each([
    ['other labels', 'label 0 1 2', 'label 1 2 3', /name the 3 labels/],
    ['an altered SVM', 'nr_sv ', 'nr_sv 1', /SVM in earlier\.json, line \d+: expected nr_sv/],
  ])('%s are refused', (_, from, to, message) => {
    expect(() => parseClassifier(earlier.replace(from, to), 'earlier.json')).toThrow(message);
  });
});

test('nearest means hold no support vectors, and read back', () => {
  const { embeddings, classes, unknown, training } = classifier;
  const nearest: Classifier = {
    kind: 'nearest',
    embeddings,
    classes,
    unknown,
    training: { seed: training.seed, split: training.split },
  };
  const written = encodeClassifier(nearest);
  expect(parseClassifier(written, 'n.json')).toEqual(nearest);
  expect(written).not.toContain('svm');
  expect(() => parseClassifier(written.replace(/"classes": \[[^]*\]/, '"classes": []'), 'n.json')).toThrow(
    /classes in n\.json/,
  );
});

describe('refuses', () => {
  test.each([
    ['an empty file', /[^]*/, '', /no JSON or is cut off|is empty/],
    ['a file cut off', /"svm"[^]*/, '', /no JSON or is cut off|is empty/],
    ['a list', /[^]*/, '[1]', /another kind of file/],
    ['null', /[^]*/, 'null', /another kind of file/],
    ['another format', 'facekit-classifier', 'facekit-embeddings', /another kind of file.*train-classifier/],
    ['a version that is none', '"version": 2', '"version": "2"', /version is "2"/],
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
    [
      'references cut off',
      /("references": ").{8}/,
      '$1',
      /references of classes\[0\] of friends\.json: 24 float32 numbers in base64 but found/,
    ],
    ['references that are no base64', /("references": ").{4}/, '$1!?!?', /in base64 but found other text/],
    ['no references', /"references": "[^"]*"/, '"references": ""', /classes\[0\]\.references is ""/],
    // The bytes 00 00 80 7f are infinity: four numbers of AACAfwAAgH8AAIB/AACAfw==, here the first three.
    [
      'references that are not finite',
      /("references": ").{16}/,
      '$1AACAfwAAgH8AAIB/',
      /references of classes\[0\] of .* finite numbers but found Infinity/,
    ],
    [
      'an SVM with another number of classes',
      /,\n {2}\{\n {3}"name": "toString"[^}]*\}/,
      '',
      /svm\.counts of 4 classes, two or more, but found 5/,
    ],
    ['another kind', '"kind": "svm"', '"kind": "tree"', /kind is "tree"/],
    ['a kind without what belongs to it', /,\n "svm"[^]*/, '\n}', /svm is nothing/],
    [
      'counts of another sum',
      /"counts": \[\n {3}\d+/,
      '"counts": [\n   1',
      /svm\.supportVectors of \d+ float32 numbers/,
    ],
    ['a negative count', /"counts": \[\n {3}\d+/, '"counts": [\n   -1', /svm\.counts\[0\] is -1/],
    [
      'a huge count',
      /"counts": \[\n {3}\d+/,
      '"counts": [\n   999999999',
      /svm\.supportVectors of \d+ float32 numbers/,
    ],
    ['coefficients cut off', /("coefficients": ").{16}/, '$1', /svm\.coefficients of \d+ float64 numbers/],
    // The bytes 00 00 00 00 00 00 f8 7f are NaN.
    ['an offset that is no number', /("rho": ").{10}/, '$1AAAAAAAA+H', /svm\.rho of finite numbers but found NaN/],
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
