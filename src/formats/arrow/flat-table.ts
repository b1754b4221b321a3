/** A file that is no Arrow file, or one whose parts do not fit together; the message follows "but". */
export class ArrowError extends Error {
  override readonly name = 'ArrowError';
}

/**
 * A table of a flatbuffer, by which Arrow describes what is in a file. Every place is checked against the bytes: a read beyond them
 * throws a RangeError, a list that cannot be there an ArrowError.
 *
 * @see https://flatbuffers.dev/internals/
 */
export class FlatTable {
  readonly #view: DataView;
  readonly #at: number;

  private constructor(view: DataView, at: number) {
    this.#view = view;
    this.#at = at;
  }

  /** The table that a flatbuffer is. */
  static root(bytes: Uint8Array): FlatTable {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return new FlatTable(view, view.getUint32(0, true));
  }

  /** Of the whole flatbuffer. */
  get byteLength(): number {
    return this.#view.byteLength;
  }

  uint8(field: number, absent = 0): number {
    const place = this.#place(field);
    return place === undefined ? absent : this.#view.getUint8(place);
  }

  int16(field: number, absent = 0): number {
    const place = this.#place(field);
    return place === undefined ? absent : this.#view.getInt16(place, true);
  }

  int32(field: number, absent = 0): number {
    const place = this.#place(field);
    return place === undefined ? absent : this.#view.getInt32(place, true);
  }

  int64(field: number): number {
    const place = this.#place(field);
    return place === undefined ? 0 : safeInteger(this.#view.getBigInt64(place, true));
  }

  table(field: number): FlatTable | undefined {
    const place = this.#place(field);
    return place === undefined ? undefined : new FlatTable(this.#view, this.#follow(place));
  }

  tables(field: number): FlatTable[] {
    const { start, length } = this.#list(field, 4);
    return Array.from({ length }, (_, i) => new FlatTable(this.#view, this.#follow(start + 4 * i)));
  }

  /** @param longest bytes: parts of a flatbuffer may be used many times */
  text(field: number, longest: number): string {
    const { start, length } = this.#list(field, 1);
    if (length > longest) throw new ArrowError(`a name in it has ${length} bytes`);
    return Buffer.from(this.#view.buffer, this.#view.byteOffset + start, length).toString();
  }

  /** A list of structs of integers, each at its place in the struct, eight bytes long or four. */
  structs(field: number, size: number, numbers: readonly { readonly at: number; readonly bytes: 4 | 8 }[]): number[][] {
    const { start, length } = this.#list(field, size);
    return Array.from({ length }, (_, i) =>
      numbers.map(({ at, bytes }) => {
        const place = start + size * i + at;
        return bytes === 4 ? this.#view.getInt32(place, true) : safeInteger(this.#view.getBigInt64(place, true));
      }),
    );
  }

  /** Where a field is; undefined for one that is not there. */
  #place(field: number): number | undefined {
    const names = this.#at - this.#view.getInt32(this.#at, true);
    const entry = 4 + 2 * field;
    if (entry >= this.#view.getUint16(names, true)) return undefined;
    const offset = this.#view.getUint16(names + entry, true);
    return offset === 0 ? undefined : this.#at + offset;
  }

  #follow(place: number): number {
    return place + this.#view.getUint32(place, true);
  }

  #list(field: number, size: number): { start: number; length: number } {
    const place = this.#place(field);
    if (place === undefined) return { start: 0, length: 0 };
    const start = this.#follow(place) + 4;
    const length = this.#view.getUint32(start - 4, true);
    if (start + length * size > this.#view.byteLength) throw new ArrowError('a list reaches beyond its end');
    return { start, length };
  }
}

function safeInteger(value: bigint): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw new ArrowError(`it has ${String(value)} for a length`);
}
