import { squaredNorm } from '../core/vector.ts';
import { FacekitError, usageError } from '../core/errors.ts';
import type { EmbeddingFileMetadata } from '../dataset/embedding-file/contents.ts';
import type { NewFace } from './contents.ts';
import { quoted } from './errors.ts';

/** Longest name of a person, in UTF-16 code units. */
const MOST_LETTERS = 500;

/** A name as galleries keep it: without blanks around it, and composed, so that two ways to write é are one name. */
export const toPersonName = (name: string): string => name.normalize('NFC').trim();

/** @throws FacekitError `usage` for a name that no person can have */
export function requirePersonName(name: string): void {
  const problem = problemOfName(name);
  if (problem !== undefined) throw usageError(`Expected a name of a person but received ${problem}.`);
}

function problemOfName(name: string): string | undefined {
  if (name === '') return 'nothing';
  if (name.length > MOST_LETTERS) return `one of ${name.length} letters, above ${MOST_LETTERS}`;
  return name === toPersonName(name)
    ? undefined
    : `${quoted(name)}, with blanks around it or not in Unicode's form NFC`;
}

/** How far the squared length of an embedding may be from 1: float32 and other programs round. */
const TOLERANCE = 1e-3;

/** @throws FacekitError `usage`, `embedding-length`, `embedding-not-finite`, `embedding-not-unit` */
export function requireNewFace({ person, embedding }: NewFace, { dimension, model }: EmbeddingFileMetadata): void {
  requirePersonName(person);
  requireEmbedding(embedding, dimension, model.name);
}

/** @throws FacekitError `embedding-length`, `embedding-not-finite`, `embedding-not-unit` */
export function requireEmbedding(embedding: Float32Array, dimension: number, model: string): void {
  if (embedding.length !== dimension)
    throw new FacekitError(
      'embedding-length',
      `Expected an embedding of ${dimension} numbers, as ${model} makes them, but received ${embedding.length}.`,
    );
  const squares = squaredNorm(embedding);
  if (!Number.isFinite(squares))
    throw new FacekitError('embedding-not-finite', 'Expected an embedding of finite numbers but received others.');
  if (Math.abs(squares - 1) > TOLERANCE)
    throw new FacekitError(
      'embedding-not-unit',
      `Expected an embedding of length 1 but received one of length ${Math.sqrt(squares).toFixed(4)}.`,
    );
}
