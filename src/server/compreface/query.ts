import type { FastifyRequest } from 'fastify';
import { ComprefaceError } from './errors.ts';

/** The options of CompreFace's requests that are served; others are taken and ignored, as its own plugins may be absent too. */
export interface ComprefaceQuery {
  /** Faces at most, the largest first; 0: all. */
  readonly limit: number;
  /** Subjects listed for each face. */
  readonly predictionCount: number;
  /** Faces less certain than this do not count: 0 to 1. */
  readonly minScore: number;
  /** Whether the embedding of each face is asked for. */
  readonly withEmbedding: boolean;
  /** Whether the landmarks of each face are asked for. */
  readonly withLandmarks: boolean;
  /** Leave out subjects that a face is too far from. Not of CompreFace. */
  readonly knownOnly: boolean;
}

const MOST_PREDICTIONS = 1000;

/** @throws ComprefaceError 36, 26 for values that cannot be meant */
export function readQuery(request: FastifyRequest): ComprefaceQuery {
  const query = queryOf(request);
  const plugins = (query.face_plugins ?? '').split(',').map((name) => name.trim());
  return {
    limit: readNumber(query, 'limit', { initial: 0, max: Number.MAX_SAFE_INTEGER }),
    predictionCount: readNumber(query, 'prediction_count', { initial: 1, max: MOST_PREDICTIONS }),
    minScore: readNumber(query, 'det_prob_threshold', { initial: 0, max: 1 }),
    withEmbedding: plugins.includes('calculator'),
    withLandmarks: plugins.includes('landmarks'),
    knownOnly: query.known_only === 'true',
  };
}

/** Parameters of the address; of one that is given several times the first. */
export function queryOf({ query }: FastifyRequest): Readonly<Record<string, string | undefined>> {
  const entries = Object.entries(query as Record<string, unknown>);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, String(Array.isArray(value) ? value[0] : value)] as const),
  );
}

interface NumberRule {
  readonly initial: number;
  readonly max: number;
}

export function readNumber(
  query: Readonly<Record<string, string | undefined>>,
  name: string,
  { initial, max }: NumberRule,
): number {
  const text = query[name];
  if (text === undefined || text === '' || text === 'undefined') return initial;
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0 || value > max)
    throw new ComprefaceError(36, `${name}: expected a number from 0 to ${max} but received ${text.slice(0, 40)}`);
  return value;
}

/** The SDK for JavaScript puts options behind a subject with a second question mark: they are none of the name. */
export function readSubject(name: string | undefined): string {
  const subject = (name ?? '').replace(/\?det_prob_threshold=[\d.]*$/, '').trim();
  if (subject === '') throw new ComprefaceError(5);
  return subject;
}
