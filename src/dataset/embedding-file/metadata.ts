import { FacekitError } from '../../core/errors.ts';
import { isLinear, isObject, isOneOf, isSha256, isSize, isStandardisation, isText } from '../../models/field-reader.ts';
import { damagedFile, inWords } from './errors.ts';
import type { AnyStandardisation, EmbeddingFileMetadata, RecordedAlignment } from './contents.ts';

const FORMAT = 'facekit-embeddings';
const VERSION = 1;
const MAX_DIMENSION = 65_536;

/** The metadata as every kind of file holds it, as a JSON object: with the format's name and version and the number of rows. */
export const encodeMetadata = (metadata: EmbeddingFileMetadata, rows: number): Readonly<Record<string, unknown>> => ({
  format: FORMAT,
  version: VERSION,
  ...metadata,
  rows,
});

export interface ParsedMetadata {
  readonly metadata: EmbeddingFileMetadata;
  /** Rows that the file must have. */
  readonly count: number;
}

/** Checks a JSON value that should be metadata. Throws `embedding-file`. */
export function parseMetadata(value: unknown, source: string): ParsedMetadata {
  const read = fieldReader(value, source);
  if (read('format', isText) !== FORMAT) throw damagedFile(source, `the format ${FORMAT}`, 'another one');
  requireKnownVersion(read('version', isCount), source);
  const metadata = {
    facekit: read('facekit', isText),
    model: read('model', isModel),
    dimension: read('dimension', isDimension),
    standardisation: read('standardisation', isAnyStandardisation),
    alignment: read('alignment', isRecordedAlignment),
    flip: read('flip', isFlag),
  };
  return { metadata, count: read('rows', isCount) };
}

function requireKnownVersion(version: number, source: string): void {
  if (version === VERSION) return;
  throw new FacekitError(
    'embedding-file',
    `Expected version ${VERSION} of the embedding format in ${source} but found version ${version}: update facekit.`,
  );
}

/** What an embedder must have in common with the one that made a file. */
export interface EmbedderIdentity {
  readonly info: { readonly name: string };
  readonly sha256: string;
  readonly standardisation: AnyStandardisation;
}

/**
 * Refuses embeddings of another model, of other weights, or of pixels standardised in another way: their distances to the
 * embedder's mean nothing. Throws `embedding-model`.
 *
 * @param source the file, for the message
 */
export function requireSameModel(
  { model, standardisation }: EmbeddingFileMetadata,
  embedder: EmbedderIdentity,
  source = 'the embedding file',
): void {
  const { name } = embedder.info;
  if (model.sha256 !== embedder.sha256) {
    const theirs = `${model.name} (${shortened(model.sha256)})`;
    throw mismatch(
      `Expected embeddings of ${name} (${shortened(embedder.sha256)}) in ${source} but it was made with ${theirs}: choose \`model: ${model.name}\`, or make the file again with \`model: ${name}\`.`,
    );
  }
  const [theirs, ours] = [standardisation, embedder.standardisation].map(standardisationInWords);
  if (theirs !== ours) {
    throw mismatch(
      `Expected embeddings of pixels standardised ${ours} in ${source} but it was made with ${theirs}: choose \`standardization: ${theirs}\`, or make the file again.`,
    );
  }
}

/** A standardisation as a word, or as the formula that a model brings along. */
export const standardisationInWords = (standardisation: AnyStandardisation): string =>
  typeof standardisation === 'string' ? standardisation : `(x − ${standardisation.mean}) / ${standardisation.std}`;

const shortened = (sha256: string): string => `SHA-256 ${sha256.slice(0, 12)}…`;

const mismatch = (message: string): FacekitError => new FacekitError('embedding-model', message);

type Guard<T> = (value: unknown) => value is T;

function fieldReader(value: unknown, source: string): <T>(name: string, guard: Guard<T>) => T {
  if (!isObject(value)) throw damagedFile(source, 'metadata of embeddings', inWords(value));
  return (name, guard) => {
    const field = value[name];
    if (!guard(field)) throw damagedFile(source, `metadata with ${name}`, `${name} ${inWords(field)}`);
    return field;
  };
}

const isFlag: Guard<boolean> = (value): value is boolean => typeof value === 'boolean';
const isCount: Guard<number> = (value): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const isDimension: Guard<number> = (value): value is number => isSize(value) && value <= MAX_DIMENSION;
export const isAnyStandardisation: Guard<AnyStandardisation> = (value): value is AnyStandardisation =>
  isStandardisation(value) || isLinear(value);
const isModel: Guard<EmbeddingFileMetadata['model']> = (value): value is EmbeddingFileMetadata['model'] =>
  isObject(value) && isText(value.name) && isSha256(value.sha256);
const isKind = isOneOf<RecordedAlignment['kind']>(['box', 'similarity']);
export const isRecordedAlignment: Guard<RecordedAlignment> = (value): value is RecordedAlignment =>
  isObject(value) &&
  isKind(value.kind) &&
  (value.margin === null || Number.isFinite(value.margin)) &&
  isSize(value.imageSize);
