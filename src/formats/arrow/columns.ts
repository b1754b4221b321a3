import { ArrowError, type FlatTable } from './flat-table.ts';
import type { ArrowField, ArrowType } from './schema.ts';

/** A value of a column; a list of numbers is a copy. */
export type ArrowValue = string | number | Float32Array | Float64Array | null;
export type ArrowColumn = (row: number) => ArrowValue;

/** The strings of dictionaries, by their number. */
export type Dictionaries = ReadonlyMap<number, readonly ArrowValue[]>;

interface Node {
  readonly length: number;
  readonly nulls: number;
}

const NODE = { size: 16, numbers: [0, 8].map((at) => ({ at, bytes: 8 as const })) };
const COMPRESSION = 3;

/** A table `RecordBatch` of Arrow's format with its body: what is read, one field after the other. */
export class BatchReader {
  readonly length: number;
  readonly #nodes: Node[];
  readonly #buffers: DataView[];
  readonly #dictionaries: Dictionaries;

  constructor(batch: FlatTable, body: Uint8Array, dictionaries: Dictionaries) {
    if (batch.table(COMPRESSION))
      throw new ArrowError(
        'it is compressed: write it again without compression (in pyarrow, compression="uncompressed")',
      );
    this.length = batch.int64(0);
    this.#nodes = batch.structs(1, NODE.size, NODE.numbers).map(([length = 0, nulls = 0]) => ({ length, nulls }));
    this.#buffers = batch.structs(2, NODE.size, NODE.numbers).map(([start = 0, length = 0]) => {
      if (start < 0 || length < 0 || start + length > body.length)
        throw new ArrowError('a column reaches beyond its end');
      return new DataView(body.buffer, body.byteOffset + start, length);
    });
    this.#dictionaries = dictionaries;
  }

  /** Reads the next field; what is of another type gives undefined. */
  column(field: ArrowField, length = this.length): ArrowColumn | undefined {
    const node = this.#nodes.shift();
    if (node?.length !== length || length < 0) throw new ArrowError(`the column ${field.name} has another length`);
    const { dictionary } = field;
    const type = dictionary?.index ?? field.type;
    const isPresent = type.kind === 'other' ? undefined : this.#validity(node);
    const values = this.#values(type, dictionary ? [] : field.children, length);
    if (!values || !isPresent) return undefined;
    const column: ArrowColumn = (row) => (isPresent(row) ? values(row) : null);
    return dictionary ? this.#lookUp(column, dictionary.id) : column;
  }

  #lookUp(indices: ArrowColumn, id: number): ArrowColumn {
    const values = this.#dictionaries.get(id);
    if (!values) throw new ArrowError(`its dictionary ${id} is missing`);
    return (row) => {
      const index = indices(row);
      if (index === null) return null;
      const value = values[Number(index)];
      if (value === undefined) throw new ArrowError(`its dictionary ${id} has no value ${String(index)}`);
      return value;
    };
  }

  #validity({ length, nulls }: Node): (row: number) => boolean {
    const bits = this.#buffer();
    if (nulls === 0) return () => true;
    requireBytes(bits, Math.ceil(length / 8));
    return (row) => ((bits.getUint8(row >> 3) >> (row & 7)) & 1) === 1;
  }

  #values(type: ArrowType, children: readonly ArrowField[], length: number): ArrowColumn | undefined {
    if (type.kind === 'other') {
      for (let i = 0; i < type.buffers; i += 1) this.#buffer();
      for (const child of children) this.column(child, this.#nodes[0]?.length ?? 0);
      return undefined;
    }
    if (type.kind === 'text') return this.#texts(this.#offsets(type.offsetBytes, length));
    if (type.kind === 'list') return this.#lists(type, children, length);
    const numbers = this.#buffer();
    requireBytes(numbers, length * type.bytes);
    return (row) => readNumber(numbers, row * type.bytes, type);
  }

  #texts(offsets: Offsets): ArrowColumn {
    const bytes = this.#buffer();
    if (offsets.end > bytes.byteLength) throw new ArrowError('its strings reach beyond their end');
    return (row) => {
      const [start, end] = offsets.of(row);
      return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString();
    };
  }

  #lists(
    { size, offsetBytes = 4 }: { size?: number; offsetBytes?: 4 | 8 },
    children: readonly ArrowField[],
    length: number,
  ) {
    const [item, ...more] = children;
    if (!item || more.length > 0 || (size !== undefined && size <= 0)) throw new ArrowError('a list is of nothing');
    const offsets = size === undefined ? this.#offsets(offsetBytes, length) : fixedOffsets(size, length);
    const count = this.#nodes[0]?.length ?? 0;
    if (offsets.end > count) throw new ArrowError('its lists reach beyond their end');
    if (item.type.kind !== 'float' || item.dictionary) {
      this.column(item, count);
      return undefined;
    }
    const { bytes } = item.type;
    const numbers = this.column(item, count);
    if (!numbers) return undefined;
    return (row: number): ArrowValue => {
      const [start, end] = offsets.of(row);
      const list = bytes === 4 ? new Float32Array(end - start) : new Float64Array(end - start);
      for (let i = start; i < end; i += 1) list[i - start] = Number(numbers(i) ?? NaN);
      return list;
    };
  }

  /** Where each of the rows begins and ends; they follow each other, so that all of them are no more than what is there. */
  #offsets(bytes: 4 | 8, length: number): Offsets {
    const view = this.#buffer();
    if (length === 0) return { end: 0, of: () => [0, 0] };
    requireBytes(view, (length + 1) * bytes);
    const at = (i: number): number =>
      bytes === 4 ? view.getInt32(4 * i, true) : Number(view.getBigInt64(8 * i, true));
    let before = 0;
    for (let i = 0; i <= length; i += 1) {
      const offset = at(i);
      if (!(offset >= before)) throw new ArrowError('its values overlap');
      before = offset;
    }
    return { end: before, of: (row) => [at(row), at(row + 1)] };
  }

  #buffer(): DataView {
    const buffer = this.#buffers.shift();
    if (!buffer) throw new ArrowError('a column is missing');
    return buffer;
  }
}

interface Offsets {
  readonly end: number;
  of(row: number): readonly [start: number, end: number];
}

const fixedOffsets = (size: number, length: number): Offsets => ({
  end: size * length,
  of: (row) => [row * size, (row + 1) * size],
});

function requireBytes(view: DataView, bytes: number): void {
  if (view.byteLength < bytes) throw new ArrowError(`a column has ${view.byteLength} bytes instead of ${bytes}`);
}

type NumberType = Extract<ArrowType, { kind: 'integer' | 'float' }>;

function readNumber(view: DataView, at: number, type: NumberType): number {
  if (type.kind === 'float') return type.bytes === 4 ? view.getFloat32(at, true) : view.getFloat64(at, true);
  const { bytes, signed } = type;
  if (bytes === 1) return signed ? view.getInt8(at) : view.getUint8(at);
  if (bytes === 2) return signed ? view.getInt16(at, true) : view.getUint16(at, true);
  if (bytes === 4) return signed ? view.getInt32(at, true) : view.getUint32(at, true);
  return Number(signed ? view.getBigInt64(at, true) : view.getBigUint64(at, true));
}
