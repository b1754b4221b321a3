import { FacekitError, usageError } from '../core/errors.ts';
import { checkValue, inWords, parseJson, type Checked } from '../core/json.ts';
import type { SvmModel } from '../svm/model.ts';
import { parseLibsvmText } from '../svm/parse-libsvm-text.ts';
import { decodeFloat32, encodeNumbers, NumbersError } from './base64-numbers.ts';
import {
  FORMAT,
  FORMAT_FIELD,
  type StoredClass,
  VERSION,
  VERSION_1,
  VERSION_2,
  VERSION_FIELD,
} from './classifier-schema.ts';
import type { Classifier, ClassifierClass } from './classifier.ts';
import { decodeSvm, encodeSvm } from './svm-fields.ts';

/** The classifier as one JSON document. Equal classifiers give equal text; floating-point numbers keep every bit. */
export function encodeClassifier(classifier: Classifier): string {
  const { kind, embeddings, classes, training, unknown } = classifier;
  const { facekit, model, standardisation, alignment, flip, dimension, detector } = embeddings;
  const document = {
    format: FORMAT,
    version: VERSION,
    kind,
    facekit,
    model: { name: model.name, sha256: model.sha256 },
    dimension,
    standardisation,
    alignment: { kind: alignment.kind, margin: alignment.margin, imageSize: alignment.imageSize },
    flip,
    ...(detector && { detector }),
    training,
    unknown,
    classes: classes.map(({ name, images, references }) => ({
      name,
      images,
      references: encodeNumbers(Float32Array.from(references.flatMap((reference) => [...reference]))),
    })),
    ...(kind === 'svm' ? { svm: encodeSvm(classifier.svm) } : {}),
  };
  return `${JSON.stringify(document, null, 1)}\n`;
}

/**
 * Reads what `encodeClassifier` wrote, now or in version 1. Nothing of the text is trusted: every field is checked and copied by
 * name.
 * @param source the file's name, for the messages
 * @throws FacekitError `classifier-file` when it is cut off or altered, `classifier-version` when a newer facekit wrote it,
 *   `svm-model` from `parseLibsvmText`
 */
export function parseClassifier(text: string, source: string): Classifier {
  const given: unknown = text;
  if (typeof given !== 'string') throw usageError(`Expected the text of a classifier but received ${inWords(given)}.`);
  const json = valueOf(parseJson(text), source);
  return versionOf(json, source) === 1 ? readVersion1(json, source) : readVersion2(json, source);
}

function readVersion1(json: unknown, source: string): Classifier {
  const { classes: stored, svm: svmText, training, unknown, ...made } = valueOf(checkValue(json, VERSION_1), source);
  const svm = parseLibsvmText(svmText, source);
  const classes = readClasses(stored, svm.dimension, source);
  requireLabels(svm, classes.length, source);
  return { kind: 'svm', embeddings: { ...made, dimension: svm.dimension }, training, unknown, classes, svm };
}

function readVersion2(json: unknown, source: string): Classifier {
  const stored = valueOf(checkValue(json, VERSION_2), source);
  const { facekit, model, dimension, standardisation, alignment, flip, detector, unknown } = stored;
  const embeddings = { facekit, model, dimension, standardisation, alignment, flip, ...(detector && { detector }) };
  const classes = readClasses(stored.classes, dimension, source);
  if (stored.kind === 'nearest') {
    if (classes.length === 0) throw invalidFile(`Expected classes in ${source} but found none.`);
    return { kind: 'nearest', embeddings, training: stored.training, unknown, classes };
  }
  const svm = explained(source, () => decodeSvm(stored.svm, { classes: classes.length, dimension }));
  return { kind: 'svm', embeddings, training: stored.training, unknown, classes, svm };
}

function versionOf(json: unknown, source: string): number {
  if (!checkValue(json, FORMAT_FIELD).ok) {
    throw new FacekitError(
      'classifier-file',
      `Expected a classifier file of facekit but ${source} is another kind of file. Make one with: facekit train-classifier.`,
    );
  }
  const { version } = valueOf(checkValue(json, VERSION_FIELD), source);
  if (version <= VERSION) return version;
  throw new FacekitError(
    'classifier-version',
    `Expected a classifier file of version ${VERSION} or less but ${source} has version ${version}: a newer facekit wrote it. Update facekit.`,
  );
}

function readClasses(stored: readonly StoredClass[], dimension: number, source: string): ClassifierClass[] {
  const classes = stored.map(({ name, images, references }, i) => ({
    name,
    images,
    references: explained(`references of classes[${i}] of ${source}`, () => readReferences(references, dimension)),
  }));
  if (new Set(classes.map(({ name }) => name)).size !== classes.length) {
    throw invalidFile(`Expected every class of ${source} to have its own name.`);
  }
  return classes;
}

/** One reference or more: how many follows from the length of the text. */
function readReferences(text: string, dimension: number): Float32Array[] {
  const count = Math.max(1, Math.floor((text.length * 3) / 4 / 4 / dimension));
  const numbers = decodeFloat32(text, count * dimension);
  return Array.from({ length: count }, (_, index) => numbers.slice(index * dimension, (index + 1) * dimension));
}

function requireLabels({ labels }: SvmModel, classes: number, source: string): void {
  if (classes === labels.length && labels.every((label, index) => label === index)) return;
  throw invalidFile(`Expected classes of ${source} to name the ${labels.length} labels of its SVM, 0 and up.`);
}

function explained<T>(where: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof NumbersError)) throw error;
    throw invalidFile(`Expected in ${where}: ${error.message}.`);
  }
}

function valueOf<T>(checked: Checked<T>, source: string): T {
  if (checked.ok) return checked.value;
  throw invalidFile(`Expected a classifier in ${source} but ${checked.problem}.`);
}

/** An error about a file whose content is not what it should be. */
const invalidFile = (message: string): FacekitError =>
  new FacekitError('classifier-file', `${message} The file is damaged or was altered: train the classifier again.`);
