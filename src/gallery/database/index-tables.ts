import { FacekitError } from '../../core/errors.ts';
import type { Database, Queries } from './connection.ts';
import { vectorBytes } from './vector-bytes.ts';

/** What pgvector indexes at most of numbers of 16 bits. */
export const MOST_INDEXED_NUMBERS = 4000;
/** Faces that one statement writes: each has two parameters, of which there may be 65,535. */
const AT_A_TIME = 500;

/** Faces that a search of the index keeps in view: pgvector's `ef_search`. */
const BREADTH = 1000;
/** Bytes that pgvector takes to build the graph of one face, beside its numbers of two bytes, with some to spare. */
const GRAPH_BYTES = 1024;
const MEGABYTE = 2 ** 20;
/** No server is asked for more. */
const MOST_MEGABYTES = 4096;

/** A face's embedding and where it is. */
export interface IndexedRow {
  readonly row: number;
  readonly embedding: Float32Array;
}

/** A row and about what its inner product with the query is. */
export interface Candidate {
  readonly row: number;
  readonly product: number;
}

export interface CandidateQuery {
  readonly embedding: Float32Array;
  readonly count: number;
  readonly withIndex: boolean;
}

/** A person of candidates and about what the inner products of an embedding with the nearest face and the mean of all are. */
export interface CandidatePerson {
  readonly owner: number;
  readonly highest: number;
  readonly mean: number;
  readonly faces: number;
  /** Of the sum of the faces' embeddings. */
  readonly sumLength: number;
}

export interface PeopleRows {
  readonly embedding: Float32Array;
  readonly rows: readonly number[];
  readonly owners: readonly number[];
}

/** The table that has the embeddings of a gallery once more, as numbers of 16 bits, and its index, within a transaction. */
export class IndexTable {
  readonly #queries: Queries;
  readonly #name: string;
  /** The table. */
  readonly #indexed: string;

  constructor(queries: Queries, { schema, name }: Pick<Database, 'schema' | 'name'>) {
    this.#queries = queries;
    this.#name = name;
    this.#indexed = `${schema}.indexed`;
  }

  /**
   * Tells whether a gallery has an index of its embeddings. If so, the transaction may name pgvector's types and operators from then on, in
   * whatever schema they are, and searches as widely as is meant.
   */
  async prepare(dimension: number): Promise<boolean> {
    const { rows } = await this.#queries.query(
      `select set_config('search_path', quote_ident(nspname), true), set_config('hnsw.ef_search', '${BREADTH}', true),
      set_config('hnsw.iterative_scan', 'strict_order', true)
      from pg_attribute join pg_type on pg_type.oid = atttypid join pg_namespace on pg_namespace.oid = typnamespace
      where attrelid = to_regclass('${this.#indexed}') and attname = 'numbers' and typname = 'halfvec' and atttypmod = $1`,
      [dimension],
    );
    return rows.length > 0;
  }

  /** Makes the table. @throws FacekitError `database-extension` */
  async create(dimension: number): Promise<void> {
    if (dimension > MOST_INDEXED_NUMBERS)
      throw new FacekitError(
        'database-extension',
        `Expected embeddings of at most ${MOST_INDEXED_NUMBERS} numbers, which pgvector indexes, but those of ${this.#name} have ${dimension}: go on without an index.`,
      );
    const { rows } = await this.#queries.query<{ readonly place: string }>(
      "select quote_ident(nspname) as place from pg_extension join pg_namespace on pg_namespace.oid = extnamespace where extname = 'vector'",
    );
    await this.#queries.query(
      `create table ${this.#indexed} (row integer primary key, numbers ${rows[0]?.place ?? 'public'}.halfvec(${dimension}) not null)`,
    );
  }

  /** Takes table and index away where there are some. */
  async drop(): Promise<void> {
    await this.#queries.query(`drop table if exists ${this.#indexed}`);
  }

  /** Builds the index over what is in the table: all at once is many times as fast as face by face. */
  async build({ faces, dimension }: { readonly faces: number; readonly dimension: number }): Promise<void> {
    const needed = Math.ceil((faces * (dimension * 2 + GRAPH_BYTES)) / MEGABYTE);
    const megabytes = Math.min(MOST_MEGABYTES, Math.max(64, needed));
    // Workers of the server would share memory of which containers have little. It takes minutes for 100,000 faces.
    await this.#queries.query(
      `select set_config('maintenance_work_mem', '${megabytes}MB', true), set_config('max_parallel_maintenance_workers', '0', true),
      set_config('statement_timeout', '0', true)`,
    );
    await this.#queries.query(`create index indexed_numbers on ${this.#indexed} using hnsw (numbers halfvec_ip_ops)`);
    await this.#queries.query(`analyze ${this.#indexed}`);
  }

  /** Adds faces. */
  async add(faces: readonly IndexedRow[]): Promise<void> {
    for (let first = 0; first < faces.length; first += AT_A_TIME) {
      const some = faces.slice(first, first + AT_A_TIME);
      const values = some.map((_, i) => `($${2 * i + 1}::integer, $${2 * i + 2}::vector::halfvec)`).join(', ');
      await this.#queries.query(
        `insert into ${this.#indexed} (row, numbers) values ${values}`,
        some.flatMap(({ row, embedding }) => [row, vectorBytes(embedding)]),
      );
    }
  }

  async remove(rows: readonly number[]): Promise<void> {
    await this.#queries.query(`delete from ${this.#indexed} where row = any($1)`, [rows]);
  }

  /** About the most like an embedding, the most like first. `count` at the most; all there are, one by one, where the index is left out. */
  async candidates({ embedding, count, withIndex }: CandidateQuery): Promise<Candidate[]> {
    await this.#scan(withIndex);
    const { rows } = await this.#queries.query<Candidate>(
      `select row, -(numbers <#> $1::vector::halfvec) as product from ${this.#indexed} order by numbers <#> $1::vector::halfvec limit $2`,
      [vectorBytes(embedding), count],
    );
    return rows;
  }

  /** Looks at all faces of people. `owners` has the number of each row's person. */
  async people({ embedding, rows, owners }: PeopleRows): Promise<CandidatePerson[]> {
    await this.#scan(true);
    const found = await this.#queries.query<CandidatePerson>(
      `select owner, max(product) as highest, sum(product) / greatest(l2_norm(sum(numbers)), 0.000001) as mean,
        count(*)::integer as faces, l2_norm(sum(numbers)) as "sumLength"
      from (select owner, numbers, -(numbers <#> $3::vector::halfvec) as product
        from unnest($1::integer[], $2::integer[]) as wanted (row, owner) join ${this.#indexed} using (row)) as faces group by owner`,
      [rows, owners, vectorBytes(embedding)],
    );
    return found.rows;
  }

  /** Has the transaction's queries use indexes, or not. */
  async #scan(withIndex: boolean): Promise<void> {
    await this.#queries.query(`select set_config('enable_indexscan', '${withIndex ? 'on' : 'off'}', true)`);
  }
}
