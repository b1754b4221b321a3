import * as v from 'valibot';
import { FacekitError } from '../../core/errors.ts';
import { checkValue } from '../../core/json.ts';
import { ANY_STANDARDISATION, COUNT, NUMBER, SHA256, SIZE, TEXT } from '../../models/model-schema.ts';
import { SRN_SETTINGS } from '../../detection/detection-options.ts';
import type { RecordedDetector } from '../../detection/recorded-detector.ts';
import { parsedOf } from './errors.ts';
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

export const RECORDED_ALIGNMENT: v.GenericSchema<unknown, RecordedAlignment> = v.object(
  { kind: v.picklist(['box', 'similarity']), margin: v.nullable(NUMBER), imageSize: SIZE },
  'an alignment',
);

export const RECORDED_DETECTOR: v.GenericSchema<unknown, RecordedDetector> = v.object(
  {
    name: TEXT,
    sha256: SHA256,
    minFaceSize: v.optional(NUMBER),
    maxFaceSize: v.optional(NUMBER),
    thresholds: v.optional(v.tuple([NUMBER, NUMBER, NUMBER])),
    scaleFactor: v.optional(NUMBER),
    scoreThreshold: v.optional(NUMBER),
    multiScale: v.optional(NUMBER),
    srnSettings: v.optional(v.picklist(SRN_SETTINGS)),
    rotate: v.optional(v.boolean()),
    landmarksFrom: v.optional(v.literal('mtcnn')),
  },
  'a detector',
);

/** How embeddings were made, as every kind of file says it. */
export const EMBEDDING_METADATA: v.GenericSchema<unknown, EmbeddingFileMetadata> = v.object({
  facekit: TEXT,
  model: v.object({ name: TEXT, sha256: SHA256 }),
  dimension: v.pipe(SIZE, v.maxValue(MAX_DIMENSION, `at most ${MAX_DIMENSION}`)),
  standardisation: ANY_STANDARDISATION,
  alignment: RECORDED_ALIGNMENT,
  flip: v.boolean('true or false'),
  detector: v.optional(RECORDED_DETECTOR),
});
const HEADER = v.object({ format: v.literal(FORMAT, FORMAT), version: COUNT });
const ROWS = v.object({ rows: COUNT });

/** Checks a JSON value that should be metadata. Throws `embedding-file`. */
export function parseMetadata(value: unknown, source: string): ParsedMetadata {
  const { version } = parseFields(value, HEADER, source);
  requireKnownVersion(version, source);
  return { metadata: parseFields(value, EMBEDDING_METADATA, source), count: parseFields(value, ROWS, source).rows };
}

const parseFields = <T>(value: unknown, schema: v.GenericSchema<unknown, T>, source: string): T =>
  parsedOf(checkValue(value, schema), 'metadata of embeddings', source);

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
