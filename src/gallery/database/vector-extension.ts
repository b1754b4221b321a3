import { FacekitError } from '../../core/errors.ts';
import type { Queries } from './connection.ts';

/** From here on pgvector goes on searching until it has as many as are asked for, and halves its vectors since 0.7. */
const LEAST_VERSION = [0, 8] as const;
/** What PostgreSQL says to somebody who may not. */
const NOT_ALLOWED = '42501';

/**
 * Makes sure that a database has pgvector, and installs it there where the server offers it.
 *
 * @throws FacekitError `database-extension`
 */
export async function requireVectorExtension(queries: Queries, name: string): Promise<void> {
  const { rows } = await queries.query<OfferedExtension>(
    "select installed_version as installed, default_version as offered from pg_available_extensions where name = 'vector'",
  );
  const [extension] = rows;
  if (!extension)
    throw extensionError(
      `Expected PostgreSQL's extension pgvector on the server of ${name} but it is not there: install it (Debian 13 and PostgreSQL's own packages have postgresql-17-pgvector and the like), or go on without an index.`,
    );
  const { installed, offered } = extension;
  if (!isRecent(installed ?? offered))
    throw extensionError(
      isRecent(offered)
        ? `Expected pgvector 0.8 or later in the database of ${name} but it has ${installed ?? 'none'}, though the server offers ${offered}: ALTER EXTENSION vector UPDATE.`
        : `Expected pgvector 0.8 or later on the server of ${name} but found ${installed ?? offered}: update it, or go on without an index.`,
    );
  if (installed === null) await install(queries, name);
}

interface OfferedExtension {
  readonly installed: string | null;
  readonly offered: string;
}

function isRecent(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [leastMajor, leastMinor] = LEAST_VERSION;
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
}

async function install(queries: Queries, name: string): Promise<void> {
  try {
    await queries.query('create extension vector');
  } catch (error) {
    if ((error as { readonly code?: string }).code !== NOT_ALLOWED) throw error;
    throw extensionError(
      `Expected to install pgvector in the database of ${name} but its user may not: an administrator does it once with CREATE EXTENSION vector.`,
      error,
    );
  }
}

const extensionError = (message: string, cause?: unknown): FacekitError =>
  new FacekitError('database-extension', message, { cause });
