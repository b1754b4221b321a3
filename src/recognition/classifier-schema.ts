import * as v from 'valibot';
import { RECORDED_ALIGNMENT, RECORDED_DETECTOR } from '../dataset/embedding-file/metadata.ts';
import { looksLikeModelFile } from '../models/model-names.ts';
import { ANY_STANDARDISATION, FRACTION, SHA256, SIZE, TEXT } from '../models/model-schema.ts';
import { SVM_FIELDS } from './svm-fields.ts';

export const FORMAT = 'facekit-classifier';
/** 1: a support vector machine as libsvm's text. 2: a kind, numbers in base64. */
export const VERSION = 2;
const MAX_COUNT = 1e9;
/** Of vectors of length 1, squared. */
const MAX_DISTANCE = 4;

export const FORMAT_FIELD = v.object({ format: v.literal(FORMAT) });
export const VERSION_FIELD = v.object({ version: v.pipe(SIZE, v.maxValue(MAX_COUNT, 'a version')) });

const SIZED = v.pipe(SIZE, v.maxValue(MAX_COUNT, 'a count'));
const between = (min: number, max: number) => {
  const words = `a number from ${min} to ${max}`;
  return v.pipe(v.number(words), v.minValue(min, words), v.maxValue(max, words));
};
const DISTANCE = between(0, MAX_DISTANCE);
const DISTANCES = v.object({ count: SIZED, mean: DISTANCE, deviation: DISTANCE });
const COST = between(Number.MIN_VALUE, Number.MAX_VALUE);
const SPLIT = v.nullable(v.object({ minPerClass: SIZED, trainPerClass: SIZED }));

export type StoredClass = v.InferOutput<typeof CLASS>;
const CLASS = v.object({ name: TEXT, images: SIZED, references: TEXT });

/** What every kind and version has. */
const COMMON = {
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
  detector: v.optional(RECORDED_DETECTOR),
  unknown: v.object({
    distance: DISTANCE,
    targetFalseAcceptRate: FRACTION,
    genuine: DISTANCES,
    impostor: DISTANCES,
  }),
  classes: v.array(CLASS),
};

const SEED = v.pipe(v.number('a whole number'), v.safeInteger('a whole number'));
const SVM_TRAINING = v.object({ seed: SEED, cost: COST, split: SPLIT });
const NEAREST_TRAINING = v.object({ seed: SEED, split: SPLIT });
const DIMENSION = v.pipe(SIZE, v.maxValue(65_536, 'a length of embeddings'));

export const VERSION_1 = v.object({ ...COMMON, training: SVM_TRAINING, svm: TEXT });

export const VERSION_2 = v.variant('kind', [
  v.object({ ...COMMON, kind: v.literal('svm'), dimension: DIMENSION, training: SVM_TRAINING, svm: SVM_FIELDS }),
  v.object({ ...COMMON, kind: v.literal('nearest'), dimension: DIMENSION, training: NEAREST_TRAINING }),
]);
