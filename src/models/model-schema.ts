import * as v from 'valibot';
import { FacekitError } from '../core/errors.ts';
import { checkJson, checkValue, type Checked } from '../core/json.ts';
import type { Standardisation } from '../tensor/network.ts';
import type { Alignment, Verification } from './known-models.ts';
import { QUANTISATION_METHODS, type LinearStandardisation, type ModelSource, type Quantisation } from './model-info.ts';

/**
 * What files say about models, as schemas.
 */
export const TEXT = v.pipe(v.string('text'), v.nonEmpty('text'));
export const SHA256 = v.pipe(v.string('a SHA-256'), v.regex(/^[0-9a-f]{64}$/, 'a SHA-256'));
export const NUMBER = v.pipe(v.number('a finite number'), v.finite('a finite number'));
/** A size of something: a whole number above 0. */
export const SIZE = v.pipe(v.number('a size'), v.safeInteger('a size'), v.minValue(1, 'a size'));
/** How many there are of something. */
export const COUNT = v.pipe(v.number('a count'), v.safeInteger('a count'), v.minValue(0, 'a count'));
export const FRACTION = v.pipe(NUMBER, v.minValue(0, 'a fraction'), v.maxValue(1, 'a fraction'));

const ALIGNMENT: v.GenericSchema<unknown, Alignment> = v.variant(
  'kind',
  [
    v.object({ kind: v.literal('similarity') }),
    v.object({ kind: v.literal('box'), margin: v.pipe(NUMBER, v.minValue(0, 'pixels')) }),
  ],
  'an alignment',
);

export const STANDARDISATION: v.GenericSchema<unknown, Standardisation> = v.picklist(
  ['fixed', 'per-image', 'none'],
  'a standardisation',
);

const LINEAR: v.GenericSchema<unknown, LinearStandardisation> = v.object({
  mean: NUMBER,
  std: v.pipe(NUMBER, v.notValue(0, 'a number other than 0')),
});

/** One of the usual ways, or a formula. */
export const ANY_STANDARDISATION: v.GenericSchema<unknown, Standardisation | LinearStandardisation> = v.union(
  [STANDARDISATION, LINEAR],
  'a standardisation',
);

export const SOURCE: v.GenericSchema<unknown, ModelSource> = v.object({ form: TEXT, sha256: SHA256 });

export const QUANTISATION: v.GenericSchema<unknown, Quantisation> = v.object({
  model: TEXT,
  sha256: SHA256,
  method: v.picklist(QUANTISATION_METHODS),
  weightBits: SIZE,
  activationBits: SIZE,
  faces: SIZE,
});

const VERIFICATIONS: v.GenericSchema<unknown, readonly Verification[]> = v.array(
  v.object({
    standardisation: STANDARDISATION,
    metric: v.picklist(['squared-euclidean', 'cosine-angle']),
    threshold: NUMBER,
    source: TEXT,
  }),
);

/** Fields that every description of a stored embedder has. */
export const EMBEDDER_FIELDS = {
  name: TEXT,
  description: TEXT,
  licence: TEXT,
  inputSize: SIZE,
  alignment: ALIGNMENT,
  dimension: SIZE,
  verification: v.exactOptional(VERIFICATIONS),
};

/**
 * Text that should be JSON about a model, checked.
 *
 * @param source the file, for messages
 * @throws FacekitError `model-invalid`
 */
export const parseModelJson = <T>(text: string, schema: v.GenericSchema<unknown, T>, source: string): T =>
  valueOf(checkJson(text, schema), source);

/** The same of a value. */
export const parseModelFields = <T>(value: unknown, schema: v.GenericSchema<unknown, T>, source: string): T =>
  valueOf(checkValue(value, schema), source);

function valueOf<T>(checked: Checked<T>, source: string): T {
  if (checked.ok) return checked.value;
  throw modelInvalid(source, checked.problem);
}

export const modelInvalid = (source: string, found: string): FacekitError =>
  new FacekitError(
    'model-invalid',
    `Expected a model that facekit wrote at ${source} but ${found}: import or pull the model again.`,
  );
