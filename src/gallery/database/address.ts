import { usageError } from '../../core/errors.ts';

/** Where a gallery in PostgreSQL is. */
export interface DatabaseAddress {
  /** What the driver connects to: it may hold a password. */
  readonly connection: string;
  /** The schema that holds the gallery's tables. */
  readonly schema: string;
  /** For messages: without a password. */
  readonly name: string;
  /** Which faces a search compares with. */
  readonly search: SearchWay;
}

/**
 * `exact`: every face. `index`: those that the gallery's index brings, where it has one. `auto`: that for large galleries, and every face for
 * many questions at once.
 */
export const SEARCH_WAYS = ['auto', 'exact', 'index'] as const;
export type SearchWay = (typeof SEARCH_WAYS)[number];

const DEFAULT_SCHEMA = 'facekit';
const SCHEMA = /^[a-z_][a-z0-9_]{0,62}$/;

/** Whether a gallery's name is the address of a database, not a folder. */
export const isDatabaseAddress = (gallery: string): boolean => /^postgres(ql)?:\/\//i.test(gallery);

/**
 * Reads `postgres://user@host:port/database?schema=friends&search=exact`; what it does not say PostgreSQL's environment variables and password file do.
 *
 * @throws FacekitError `usage`, which never shows the address: it may hold a password
 */
export function readDatabaseAddress(gallery: string): DatabaseAddress {
  if (!URL.canParse(gallery))
    throw usageError('Expected an address like postgres://user@host:5432/database but it cannot be read.');
  const url = new URL(gallery);
  const schema = url.searchParams.get('schema') ?? DEFAULT_SCHEMA;
  if (!SCHEMA.test(schema))
    throw usageError('Expected a schema of lower-case letters, digits and _ in the address of the gallery.');
  const wanted = url.searchParams.get('search') ?? 'auto';
  const search = SEARCH_WAYS.find((way) => way === wanted);
  if (!search) throw usageError(`Expected search=${SEARCH_WAYS.join(', search=')} in the address of the gallery.`);
  url.searchParams.delete('schema');
  url.searchParams.delete('search');
  const shown = new URL(url);
  shown.password = '';
  shown.search = schema === DEFAULT_SCHEMA ? '' : `?schema=${schema}`;
  return { connection: url.href, schema, name: shown.href, search };
}
