import * as v from 'valibot';
import { FacekitError } from '../core/errors.ts';
import { checkValue, parseJson, type Checked } from '../core/json.ts';
import { RECORDED_ALIGNMENT } from '../dataset/embedding-file/metadata.ts';
import { looksLikeModelFile } from '../models/model-names.ts';
import { ANY_STANDARDISATION, FRACTION, SHA256, SIZE, TEXT } from '../models/model-schema.ts';
import type { Classifier, ClassifierClass } from './classifier.ts';
import { writeLibsvmText } from '../svm/libsvm-text.ts';
import type { SvmModel } from '../svm/model.ts';
import { parseLibsvmText } from '../svm/parse-libsvm-text.ts';

const FORMAT = 'facekit-classifier';
const VERSION = 1;
const MAX_COUNT = 1e9;
/** Of vectors of length 1, squared. */
const MAX_DISTANCE = 4;

/** The classifier as one JSON document. Equal classifiers give equal text; floating-point numbers keep every bit. */
export function encodeClassifier(classifier: Classifier): string {
  const { embeddings, classes, training, svm, unknown } = classifier;
  const { facekit, model, standardisation, alignment, flip } = embeddings;
  const document = {
    format: FORMAT,
    version: VERSION,
    facekit,
    model: { name: model.name, sha256: model.sha256 },
    standardisation,
    alignment: { kind: alignment.kind, margin: alignment.margin, imageSize: alignment.imageSize },
    flip,
    training: { seed: training.seed, cost: training.cost, split: training.split },
    unknown,
    classes: classes.map(({ name, images, references }) => ({
      name,
      images,
      references: encodeFloat32(Float32Array.from(references.flatMap((reference) => [...reference]))),
    })),
    svm: writeLibsvmText(svm),
  };
  return `${JSON.stringify(document, null, 1)}\n`;
}

/**
 * Reads what `encodeClassifier` wrote. Nothing of the text is trusted: every field is checked and copied by name.
 * @param source the file's name, for the messages
 * @throws FacekitError `classifier-file` when it is cut off or altered, `classifier-version` when a newer facekit wrote it,
 *   `svm-model` from `parseLibsvmText`
 */
export function parseClassifier(text: string, source: string): Classifier {
  const json = valueOf(parseJson(text), source);
  requireFormat(json, source);
  const { classes, svm: svmText, training, unknown, ...made } = valueOf(checkValue(json, CLASSIFIER), source);
  const svm = parseLibsvmText(svmText, source);
  return {
    embeddings: { ...made, dimension: svm.dimension },
    training,
    unknown,
    classes: readClasses(classes, svm, source),
    svm,
  };
}

const FORMAT_FIELD = v.object({ format: v.literal(FORMAT) });
const VERSION_FIELD = v.object({ version: v.pipe(SIZE, v.maxValue(MAX_COUNT, 'a version')) });

const SIZED = v.pipe(SIZE, v.maxValue(MAX_COUNT, 'a count'));
const between = (min: number, max: number) => {
  const words = `a number from ${min} to ${max}`;
  return v.pipe(v.number(words), v.minValue(min, words), v.maxValue(max, words));
};
const DISTANCE = between(0, MAX_DISTANCE);
const DISTANCES = v.object({ count: SIZED, mean: DISTANCE, deviation: DISTANCE });

const CLASS = v.object({ name: TEXT, images: SIZED, references: TEXT });

const CLASSIFIER = v.object({
  facekit: TEXT,
  model: v.object({
    // A name is looked for among the installed models; a path would lead the reader elsewhere.
    name: v.pipe(
      TEXT,
      v.check((name) => !looksLikeModelFile(name), 'the name of a model'),
    ),
    sha256: SHA256,
  }),
  standardisation: ANY_STANDARDISATION,
  alignment: RECORDED_ALIGNMENT,
  flip: v.boolean('true or false'),
  training: v.object({
    seed: v.pipe(v.number('a whole number'), v.safeInteger('a whole number')),
    cost: between(Number.MIN_VALUE, Number.MAX_VALUE),
    split: v.nullable(v.object({ minPerClass: SIZED, trainPerClass: SIZED })),
  }),
  unknown: v.object({
    distance: DISTANCE,
    targetFalseAcceptRate: FRACTION,
    genuine: DISTANCES,
    impostor: DISTANCES,
  }),
  classes: v.array(CLASS),
  svm: TEXT,
});

function requireFormat(json: unknown, source: string): void {
  if (!checkValue(json, FORMAT_FIELD).ok) {
    throw new FacekitError(
      'classifier-file',
      `Expected a classifier file of facekit but ${source} is another kind of file. Make one with: facekit train-classifier.`,
    );
  }
  const { version } = valueOf(checkValue(json, VERSION_FIELD), source);
  if (version > VERSION) {
    throw new FacekitError(
      'classifier-version',
      `Expected a classifier file of version ${VERSION} but ${source} has version ${version}: a newer facekit wrote it. Update facekit.`,
    );
  }
}

function readClasses(
  stored: readonly v.InferOutput<typeof CLASS>[],
  { labels, dimension }: SvmModel,
  source: string,
): ClassifierClass[] {
  const classes = stored.map(({ name, images, references }, i) => ({
    name,
    images,
    references: splitEvery(decodeFloat32(references, dimension, `references of classes[${i}] of ${source}`), dimension),
  }));
  if (classes.length !== labels.length || labels.some((label, index) => label !== index)) {
    throw invalidFile(`Expected classes of ${source} to name the ${labels.length} labels of its SVM, 0 and up.`);
  }
  if (new Set(classes.map(({ name }) => name)).size !== classes.length) {
    throw invalidFile(`Expected every class of ${source} to have its own name.`);
  }
  return classes;
}

function splitEvery(numbers: Float32Array, size: number): Float32Array[] {
  return Array.from({ length: numbers.length / size }, (_, index) => numbers.slice(index * size, (index + 1) * size));
}

/** The numbers as base64 of little-endian float32. */
function encodeFloat32(numbers: Float32Array): string {
  const bytes = Buffer.alloc(numbers.length * 4);
  numbers.forEach((value, index) => bytes.writeFloatLE(value, 4 * index));
  return bytes.toString('base64');
}

/** Finite numbers that `encodeFloat32` wrote, one or more times `multiple` of them. */
function decodeFloat32(text: string, multiple: number, where: string): Float32Array {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) throw invalidFile(`Expected base64 for ${where} but found other text.`);
  const count = bytes.length / 4;
  if (count === 0 || count % multiple !== 0)
    throw invalidFile(
      `Expected a multiple of ${multiple} float32 numbers for ${where} but found ${bytes.length} bytes.`,
    );
  const numbers = Float32Array.from({ length: count }, (_, index) => bytes.readFloatLE(4 * index));
  if (numbers.every(Number.isFinite)) return numbers;
  throw invalidFile(`Expected finite numbers for ${where} but found one that is not.`);
}

function valueOf<T>(checked: Checked<T>, source: string): T {
  if (checked.ok) return checked.value;
  throw invalidFile(`Expected a classifier in ${source} but ${checked.problem}.`);
}

/** An error about a file whose content is not what it should be. */
const invalidFile = (message: string): FacekitError =>
  new FacekitError('classifier-file', `${message} The file is damaged or was altered: train the classifier again.`);
