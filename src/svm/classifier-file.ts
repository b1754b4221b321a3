import { FacekitError } from '../core/errors.ts';
import type { Standardisation } from '../tensor/network.ts';
import { encodeFloat32, invalidFile, JsonReader } from './json-reader.ts';
import { writeLibsvmText } from './libsvm-text.ts';
import type { SvmModel } from './model.ts';
import { parseLibsvmText } from './parse-libsvm-text.ts';

/** All that it takes to recognise people: what was trained, on what, and how faces must be embedded to be compared. */
export interface Classifier {
  /** The model that made the embeddings. */
  readonly model: { readonly name: string; readonly sha256: string };
  readonly standardisation: Standardisation;
  /** Pixels: side of the aligned face, and margin around its box. */
  readonly crop: { readonly imageSize: number; readonly margin: number };
  /** The people; position = label in the SVM. */
  readonly classes: readonly ClassifierClass[];
  readonly training: { readonly seed: number; readonly cost: number };
  readonly svm: SvmModel;
  /** When a face is nobody of these; null when it was not calibrated. */
  readonly unknown: UnknownThreshold | null;
}

export interface ClassifierClass {
  readonly name: string;
  /** How many images it was trained on. */
  readonly images: number;
  /** One or more embeddings to measure distances to. */
  readonly references: readonly Float32Array[];
}

/** A face farther than `distance` from its predicted class is unknown. */
export interface UnknownThreshold {
  /** Squared Euclidean distance, 0 to 4 for embeddings of length 1. */
  readonly distance: number;
  /** The share of strangers that may get a name, which the distance was calibrated for. */
  readonly targetFalseAcceptRate: number;
  /** Cross-validated distances that it was found from. */
  readonly genuinePairs: number;
  readonly impostorPairs: number;
}

const FORMAT = 'facekit-classifier';
const VERSION = 1;
const MAX_COUNT = 1e9;
const MAX_PIXELS = 10_000;

/** The classifier as one JSON document. Equal classifiers give equal text; floating-point numbers keep every bit. */
export function encodeClassifier(classifier: Classifier): string {
  const { model, crop, classes, training, svm, unknown } = classifier;
  const document = {
    format: FORMAT,
    version: VERSION,
    model: { name: model.name, sha256: model.sha256 },
    standardisation: classifier.standardisation,
    crop: { imageSize: crop.imageSize, margin: crop.margin },
    training: { seed: training.seed, cost: training.cost },
    unknown: unknown && {
      distance: unknown.distance,
      targetFalseAcceptRate: unknown.targetFalseAcceptRate,
      genuinePairs: unknown.genuinePairs,
      impostorPairs: unknown.impostorPairs,
    },
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
  const document = new JsonReader(parseJson(text, source), source);
  checkVersion(document, source);
  const svm = parseLibsvmText(document.text('svm'), source);
  const model = document.object('model');
  const crop = document.object('crop');
  const training = document.object('training');
  return {
    model: { name: model.text('name'), sha256: model.text('sha256', /^[0-9a-f]{64}$/) },
    standardisation: document.oneOf('standardisation', ['fixed', 'per-image']),
    crop: {
      imageSize: crop.integer('imageSize', { min: 1, max: MAX_PIXELS }),
      margin: crop.integer('margin', { min: 0, max: MAX_PIXELS }),
    },
    training: {
      seed: training.integer('seed', { min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }),
      cost: training.number('cost', { min: Number.MIN_VALUE }),
    },
    unknown: document.value('unknown') === null ? null : readThreshold(document.object('unknown')),
    classes: readClasses(document, svm, source),
    svm,
  };
}

function parseJson(text: string, source: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw invalidFile(`Expected ${source} to be a classifier file, but it is cut off or no JSON.`, cause);
  }
}

function checkVersion(document: JsonReader, source: string): void {
  if (document.value('format') !== FORMAT) {
    throw new FacekitError(
      'classifier-file',
      `Expected a classifier file of facekit but ${source} is another kind of file. Make one with: facekit train-classifier.`,
    );
  }
  const version = document.integer('version', { min: 1, max: MAX_COUNT });
  if (version > VERSION) {
    throw new FacekitError(
      'classifier-version',
      `Expected a classifier file of version ${VERSION} but ${source} has version ${version}: a newer facekit wrote it. Update facekit.`,
    );
  }
}

function readThreshold(unknown: JsonReader): UnknownThreshold {
  return {
    distance: unknown.number('distance', { min: 0 }),
    targetFalseAcceptRate: unknown.number('targetFalseAcceptRate', { min: 0, max: 1 }),
    genuinePairs: unknown.integer('genuinePairs', { min: 0, max: MAX_COUNT }),
    impostorPairs: unknown.integer('impostorPairs', { min: 0, max: MAX_COUNT }),
  };
}

function readClasses(
  document: JsonReader,
  { labels, dimension }: SvmModel,
  source: string,
): ClassifierClass[] {
  const classes = document.objects('classes').map((entry) => ({
    name: entry.text('name'),
    images: entry.integer('images', { min: 1, max: MAX_COUNT }),
    references: splitEvery(entry.float32('references', dimension), dimension),
  }));
  if (classes.length !== labels.length || labels.some((label, index) => label !== index)) {
    throw invalidFile(
      `Expected classes of ${source} to name the ${labels.length} labels of its SVM, 0 and up.`,
    );
  }
  if (new Set(classes.map(({ name }) => name)).size !== classes.length) {
    throw invalidFile(`Expected every class of ${source} to have its own name.`);
  }
  return classes;
}

function splitEvery(numbers: Float32Array, size: number): Float32Array[] {
  return Array.from({ length: numbers.length / size }, (_, index) =>
    numbers.slice(index * size, (index + 1) * size),
  );
}
