import { FacekitError } from '../core/errors.ts';
import { isAnyStandardisation, isRecordedAlignment } from '../dataset/embedding-file/metadata.ts';
import type { EmbeddingFileMetadata } from '../dataset/embedding-file/contents.ts';
import { looksLikeModelFile } from '../models/model-names.ts';
import type { Classifier, ClassifierClass, TrainingSettings } from './classifier.ts';
import { encodeFloat32, invalidFile, JsonReader } from './json-reader.ts';
import { writeLibsvmText } from '../svm/libsvm-text.ts';
import type { SvmModel } from '../svm/model.ts';
import { parseLibsvmText } from '../svm/parse-libsvm-text.ts';
import type { DistanceSummary, UnknownThreshold } from './unknown-threshold.ts';

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
  const document = new JsonReader(parseJson(text, source), source);
  checkVersion(document, source);
  const svm = parseLibsvmText(document.text('svm'), source);
  return {
    embeddings: readEmbeddings(document, svm),
    training: readTraining(document.object('training')),
    unknown: readThreshold(document.object('unknown')),
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

function readEmbeddings(document: JsonReader, { dimension }: SvmModel): EmbeddingFileMetadata {
  const model = document.object('model');
  const name = model.text('name');
  // A name is looked for among the installed models; a path would lead the reader elsewhere.
  if (looksLikeModelFile(name)) throw model.invalid('name', 'the name of a model', name);
  const { kind, margin, imageSize } = document.guarded('alignment', isRecordedAlignment, 'an alignment');
  return {
    facekit: document.text('facekit'),
    model: { name, sha256: model.text('sha256', /^[0-9a-f]{64}$/) },
    dimension,
    standardisation: document.guarded('standardisation', isAnyStandardisation, 'a standardisation'),
    alignment: { kind, margin, imageSize },
    flip: document.guarded('flip', (value) => typeof value === 'boolean', 'true or false'),
  };
}

function readTraining(training: JsonReader): TrainingSettings {
  const hasSplit = training.value('split') !== null;
  const split = hasSplit ? training.object('split') : undefined;
  return {
    seed: training.integer('seed', { min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }),
    cost: training.number('cost', { min: Number.MIN_VALUE }),
    split: split
      ? {
          minPerClass: split.integer('minPerClass', { min: 1, max: MAX_COUNT }),
          trainPerClass: split.integer('trainPerClass', { min: 1, max: MAX_COUNT }),
        }
      : null,
  };
}

const readThreshold = (unknown: JsonReader): UnknownThreshold => ({
  distance: unknown.number('distance', { min: 0, max: MAX_DISTANCE }),
  targetFalseAcceptRate: unknown.number('targetFalseAcceptRate', { min: 0, max: 1 }),
  genuine: readDistances(unknown.object('genuine')),
  impostor: readDistances(unknown.object('impostor')),
});

const readDistances = (summary: JsonReader): DistanceSummary => ({
  count: summary.integer('count', { min: 1, max: MAX_COUNT }),
  mean: summary.number('mean', { min: 0, max: MAX_DISTANCE }),
  deviation: summary.number('deviation', { min: 0, max: MAX_DISTANCE }),
});

function readClasses(document: JsonReader, { labels, dimension }: SvmModel, source: string): ClassifierClass[] {
  const classes = document.objects('classes').map((entry) => ({
    name: entry.text('name'),
    images: entry.integer('images', { min: 1, max: MAX_COUNT }),
    references: splitEvery(entry.float32('references', dimension), dimension),
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
