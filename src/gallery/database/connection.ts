import type { Pool, PoolClient, PoolConfig } from 'pg';
import { FacekitError } from '../../core/errors.ts';
import type { DatabaseAddress } from './address.ts';

export type Queries = Pick<PoolClient, 'query'>;

/** A database that holds a gallery. */
export interface Database extends AsyncDisposable {
  readonly name: string;
  readonly schema: string;
  /** @throws FacekitError `database-failed` */
  read<T>(work: (queries: Queries) => Promise<T>): Promise<T>;
  /**
   * Reads the gallery as it is at one moment, whoever changes it meanwhile.
   *
   * @throws FacekitError `database-failed`
   */
  readAtOnce<T>(work: (queries: Queries) => Promise<T>): Promise<T>;
  /**
   * Does all of it or nothing, while nobody else changes the gallery.
   *
   * @throws FacekitError `database-failed`
   */
  change<T>(work: (queries: Queries) => Promise<T>): Promise<T>;
}

/** The first of the two numbers of the advisory lock: facekit's. The second one is made of the schema. */
const LOCK = 0x666b6974;
const CONNECTIONS = 4;

/** @throws FacekitError `database-failed` where the package `pg` is not installed */
export async function openDatabase({ connection, schema, name }: DatabaseAddress): Promise<Database> {
  const pool = await createPool({ connectionString: connection, max: CONNECTIONS, allowExitOnIdle: true });
  // An idle connection that breaks is replaced by the next call.
  pool.on('error', () => undefined);
  const withClient = async <T>(work: (client: PoolClient) => Promise<T>): Promise<T> => {
    const client = await telling(name, () => pool.connect());
    try {
      return await telling(name, () => work(client));
    } finally {
      client.release();
    }
  };
  return {
    name,
    schema,
    read: withClient,
    readAtOnce: (work) =>
      withClient((client) => inTransaction(client, 'begin isolation level repeatable read read only', work)),
    change: (work) =>
      withClient((client) =>
        inTransaction(client, 'begin', async (queries) => {
          await queries.query('select pg_advisory_xact_lock($1, hashtext($2))', [LOCK, schema]);
          return work(queries);
        }),
      ),
    [Symbol.asyncDispose]: () => pool.end(),
  };
}

async function inTransaction<T>(client: PoolClient, begin: string, work: (queries: Queries) => Promise<T>): Promise<T> {
  await client.query(begin);
  try {
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    // Where the connection is gone the server has rolled back already.
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

async function createPool(config: PoolConfig): Promise<Pool> {
  try {
    const { default: pg } = await import('pg');
    return new pg.Pool(config);
  } catch (error) {
    throw new FacekitError(
      'database-failed',
      'Expected the package pg, which galleries in PostgreSQL need, but it cannot be loaded: npm install pg.',
      { cause: error },
    );
  }
}

async function telling<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof FacekitError || !isFailure(error)) throw error;
    throw new FacekitError(
      'database-failed',
      `Expected the gallery at ${name} to answer but ${error.message || (error.code ?? 'it does not')}: check the address, whether the server runs, and PGPASSWORD or the password file.`,
      { cause: error },
    );
  }
}

/** What the driver, the network and the server throw has a code; but for a connection that ends. */
const isFailure = (error: unknown): error is { readonly message: string; readonly code?: string } => {
  const { code, message } = (error ?? {}) as { readonly code?: unknown; readonly message?: unknown };
  return typeof message === 'string' && (typeof code === 'string' || message.startsWith('Connection terminated'));
};
