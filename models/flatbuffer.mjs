/** Bytes of an offset, a length, an int32. */
const WORD = 4;
/** Bytes of an entry of a vtable; the first two are its own size and the table's. */
const SLOT = 2;

/**
 * A table of a FlatBuffer. Its fields go by number; one that is absent reads as its default, or as empty. Every read is
 * checked against the end of the file: a place beyond it is a FacekitError `file-truncated`.
 *
 * @see https://flatbuffers.dev/internals/
 */
export class FlatTable {
  #reader;
  #position;

  constructor(reader, position) {
    this.#reader = reader;
    this.#position = position;
  }

  uint8(field) {
    return this.#field(field)?.uint8() ?? 0;
  }

  int32(field, fallback = 0) {
    return this.#field(field)?.int32() ?? fallback;
  }

  uint32(field) {
    return this.#field(field)?.uint32() ?? 0;
  }

  string(field) {
    const vector = this.#vector(field);
    return vector?.utf8(vector.uint32()) ?? '';
  }

  /** A vector of bytes, without a copy. */
  bytes(field) {
    const vector = this.#vector(field);
    return vector?.take(vector.uint32()) ?? new Uint8Array();
  }

  int32s(field) {
    return this.#elements(field).map((place) => this.#at(place).int32());
  }

  table(field) {
    const offset = this.#field(field);
    return offset && new FlatTable(this.#reader, this.#follow(offset));
  }

  tables(field) {
    return this.#elements(field).map((place) => new FlatTable(this.#reader, this.#follow(this.#at(place))));
  }

  /** Where the words of a vector lie. */
  #elements(field) {
    const vector = this.#vector(field);
    if (!vector) return [];
    const length = vector.uint32();
    const start = vector.offset;
    vector.take(length * WORD); // a length beyond the file ends here, before memory is asked for
    return Array.from({ length }, (_, i) => start + i * WORD);
  }

  /** The reader at the length of a vector, which its elements follow. */
  #vector(field) {
    const offset = this.#field(field);
    return offset && this.#at(this.#follow(offset));
  }

  /** The reader at a field of this table, as its vtable says; undefined when the table does not have the field. */
  #field(field) {
    const vtable = this.#position - this.#at(this.#position).int32();
    const slot = (2 + field) * SLOT;
    const size = this.#at(vtable).uint16();
    const offset = slot < size ? this.#at(vtable + slot).uint16() : 0;
    return offset === 0 ? undefined : this.#at(this.#position + offset);
  }

  /** Offsets count from the place where they are written. */
  #follow(offset) {
    const place = offset.offset;
    return place + offset.uint32();
  }

  #at(position) {
    this.#reader.offset = position < 0 ? Infinity : position;
    return this.#reader;
  }
}
