import type { PackedArray } from '../../formats/packed-arrays.ts';
import type { FaceHead, LinePlace } from './change.ts';
import { RowIndex } from './row-index.ts';

const ID_BYTES = 16;
const SHA256_BYTES = 32;
const NOBODY = -1;
const FIRST_ROWS = 1024;

/** What is known of each face by its row, in 80 bytes. */
export class FaceTable {
  #ids = new RowIndex(ID_BYTES);
  #photographs = new RowIndex(SHA256_BYTES);
  /** Keys as they are looked for: memory that is used again. */
  readonly #id = new Uint8Array(ID_BYTES);
  readonly #sha256 = new Uint8Array(SHA256_BYTES);
  #columns = columnsFor(FIRST_ROWS);
  #count = 0;
  #size = 0;

  /** All there is to it. */
  toParts(): FaceTableParts {
    const { owners, crcs, offsets, lengths } = this.#columns;
    const [ids, photographs] = [this.#ids.toParts(this.#count), this.#photographs.toParts(this.#count)];
    const own = [owners, crcs, offsets, lengths].map((column) => column.subarray(0, this.#count));
    const keys = [ids, photographs].flatMap(({ keys, before, slots }) => [keys, before, slots]);
    return { count: this.#count, taken: [ids.taken, photographs.taken], columns: [...own, ...keys] };
  }

  static fromParts({ count, taken, columns }: FaceTableParts): FaceTable {
    const table = new FaceTable();
    const [owners, crcs, offsets, lengths, ids, idsBefore, idSlots, ...photographs] = columns as ColumnTuple;
    const [keys, before, slots] = photographs;
    table.#columns = { owners, crcs, offsets, lengths };
    table.#ids = RowIndex.fromParts(ID_BYTES, { keys: ids, before: idsBefore, slots: idSlots, taken: taken[0] });
    table.#photographs = RowIndex.fromParts(SHA256_BYTES, { keys, before, slots, taken: taken[1] });
    table.#count = count;
    table.#size = owners.reduce((size, owner) => size + (owner === NOBODY ? 0 : 1), 0);
    return table;
  }

  /** Rows that were ever given out. */
  get count(): number {
    return this.#count;
  }

  /** Faces that there are. */
  get size(): number {
    return this.#size;
  }

  /** For each row the number of its person; -1 where there is none. */
  get owners(): Int32Array {
    return this.#columns.owners;
  }

  /** Rows between the last one and this one stay empty. */
  add({ id, row, crc, sha256 }: FaceHead, owner: number, { offset, length }: LinePlace): void {
    while (row >= this.#columns.owners.length) this.#columns = grown(this.#columns);
    const { owners, crcs, offsets, lengths } = this.#columns;
    owners[row] = owner;
    crcs[row] = crc;
    offsets[row] = offset;
    lengths[row] = length;
    this.#ids.add(row, bytesOf(id, this.#id));
    this.#photographs.add(row, bytesOf(sha256, this.#sha256));
    this.#count = row + 1;
    this.#size += 1;
  }

  delete(row: number): void {
    this.#ids.delete(row);
    this.#photographs.delete(row);
    this.#columns.owners[row] = NOBODY;
    this.#size -= 1;
  }

  rowOf(id: string): number | undefined {
    return this.#ids.rowsOf(bytesOf(id, this.#id))[0];
  }

  /** Ascending. */
  rowsOfPhotograph(sha256: string): number[] {
    return this.#photographs.rowsOf(bytesOf(sha256, this.#sha256));
  }

  has(row: number): boolean {
    return row < this.#count && this.#columns.owners[row] !== NOBODY;
  }

  crcOf(row: number): number | undefined {
    return this.#columns.crcs[row];
  }

  placeOf(row: number): LinePlace {
    return { offset: this.#columns.offsets[row] ?? 0, length: this.#columns.lengths[row] ?? 0 };
  }
}

/** A table as columns of numbers, and what else it holds. */
export interface FaceTableParts {
  readonly count: number;
  readonly taken: readonly [number, number];
  readonly columns: readonly PackedArray[];
}

/** Columns in the order of `toParts`. */
type ColumnTuple = readonly [
  Int32Array,
  Uint32Array,
  Float64Array,
  Int32Array,
  ...[Uint8Array, Int32Array, Int32Array],
  ...[Uint8Array, Int32Array, Int32Array],
];

/** By row. */
interface Columns {
  readonly owners: Int32Array;
  readonly crcs: Uint32Array;
  readonly offsets: Float64Array;
  readonly lengths: Int32Array;
}

const columnsFor = (rows: number): Columns => ({
  owners: new Int32Array(rows).fill(NOBODY),
  crcs: new Uint32Array(rows),
  offsets: new Float64Array(rows),
  lengths: new Int32Array(rows),
});

function grown({ owners, crcs, offsets, lengths }: Columns): Columns {
  const longer = columnsFor(Math.max(owners.length * 2, FIRST_ROWS));
  longer.owners.set(owners);
  longer.crcs.set(crcs);
  longer.offsets.set(offsets);
  longer.lengths.set(lengths);
  return longer;
}

const DASH = 45;
const NINE = 57;
const ZERO = 48;
const LETTERS = 87;

/** Puts hexadecimal digits, lower case, among which there may be dashes, into bytes; what else the text holds means nothing. */
function bytesOf(text: string, bytes: Uint8Array): Uint8Array {
  bytes.fill(0);
  for (let i = 0, digit = 0; i < text.length && digit < bytes.length * 2; i++) {
    const code = text.charCodeAt(i);
    if (code === DASH) continue;
    bytes[digit >> 1] = ((bytes[digit >> 1] as number) << 4) | (code > NINE ? code - LETTERS : code - ZERO);
    digit += 1;
  }
  return bytes;
}
