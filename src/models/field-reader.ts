import { FacekitError } from '../core/errors.ts';
import type { Standardisation } from '../tensor/network.ts';
import type { Alignment, Verification } from './known-models.ts';
import { QUANTISATION_METHODS, type LinearStandardisation, type ModelSource, type Quantisation } from './model-info.ts';

type Guard<T> = (value: unknown) => value is T;

/** Reads fields of a JSON object that a file gives; `optional` ones may be absent. */
export interface FieldReader {
  readonly required: <T>(name: string, guard: Guard<T>) => T;
  readonly optional: <T>(name: string, guard: Guard<T>) => T | undefined;
}

/**
 * @param source the file, for messages.
 * @throws FacekitError `model-invalid`, here and from the reader's methods.
 */
export function fieldReader(value: unknown, source: string): FieldReader {
  if (!isObject(value)) throw modelInvalid(source, `it says nothing about its model`);
  const required = <T>(name: string, guard: Guard<T>): T => {
    const field = value[name];
    if (guard(field)) return field;
    throw modelInvalid(
      source,
      `its ${name} is ${field === undefined ? 'missing' : JSON.stringify(field).slice(0, 80)}`,
    );
  };
  return {
    required,
    optional: (name, guard) => (value[name] === undefined ? undefined : required(name, guard)),
  };
}

export const modelInvalid = (source: string, found: string): FacekitError =>
  new FacekitError(
    'model-invalid',
    `Expected a model that facekit wrote at ${source} but ${found}: import or pull the model again.`,
  );

/** JSON, or undefined where the text is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const isObject: Guard<Readonly<Record<string, unknown>>> = (value): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isText: Guard<string> = (value): value is string => typeof value === 'string' && value !== '';

export const isSha256: Guard<string> = (value): value is string =>
  typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);

/** A size of something: a whole number above 0. */
export const isSize: Guard<number> = (value): value is number => Number.isSafeInteger(value) && Number(value) > 0;

export const isFraction: Guard<number> = (value): value is number =>
  typeof value === 'number' && value >= 0 && value <= 1;

const isFinite: Guard<number> = (value): value is number => Number.isFinite(value);

export const isOneOf =
  <Word extends string>(words: readonly Word[]): Guard<Word> =>
  (value): value is Word =>
    words.some((word) => word === value);

export const isAlignment: Guard<Alignment> = (value): value is Alignment =>
  isObject(value) &&
  (value.kind === 'similarity' || (value.kind === 'box' && isFinite(value.margin) && value.margin >= 0));

export const isStandardisation: Guard<Standardisation> = isOneOf(['fixed', 'per-image', 'none']);

export const isLinear: Guard<LinearStandardisation> = (value): value is LinearStandardisation =>
  isObject(value) && isFinite(value.mean) && isFinite(value.std) && value.std !== 0;

export const isSource: Guard<ModelSource> = (value): value is ModelSource =>
  isObject(value) && isText(value.form) && isSha256(value.sha256);

export const isQuantisation: Guard<Quantisation> = (value): value is Quantisation =>
  isObject(value) &&
  isText(value.model) &&
  isSha256(value.sha256) &&
  isOneOf(QUANTISATION_METHODS)(value.method) &&
  [value.weightBits, value.activationBits, value.faces].every(isSize);

export const isVerifications: Guard<readonly Verification[]> = (value): value is readonly Verification[] =>
  Array.isArray(value) && value.every(isVerification);

const isMetric = isOneOf<Verification['metric']>(['squared-euclidean', 'cosine-angle']);

const isVerification = (value: unknown): boolean =>
  isObject(value) &&
  isStandardisation(value.standardisation) &&
  isMetric(value.metric) &&
  isFinite(value.threshold) &&
  isText(value.source);
