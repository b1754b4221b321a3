/** Marks of slots without a row. */
const EMPTY = -1;
const GONE = -2;
const NONE = -1;
const FIRST_SLOTS = 1024;

/**
 * Finds rows by keys of a fixed number of bytes, evenly distributed ones such as hashes. Takes a tenth of the memory of a `Map` with
 * strings. Several rows may have one key.
 */
export class RowIndex {
  readonly #keyBytes: number;
  /** Of each row. */
  #keys: Uint8Array;
  /** Of each row the one before it with the same key. */
  #before: Int32Array;
  /** Open addressing: in each slot the last row with its key. */
  #slots: Int32Array = new Int32Array(FIRST_SLOTS).fill(EMPTY);
  #taken = 0;

  constructor(keyBytes: number) {
    this.#keyBytes = keyBytes;
    this.#keys = new Uint8Array(FIRST_SLOTS * keyBytes);
    this.#before = new Int32Array(FIRST_SLOTS);
  }

  /** All there is to it, for so many rows. */
  toParts(rows: number): RowIndexParts {
    const [keys, before] = [this.#keys.subarray(0, rows * this.#keyBytes), this.#before.subarray(0, rows)];
    return { keys, before, slots: this.#slots, taken: this.#taken };
  }

  static fromParts(keyBytes: number, { keys, before, slots, taken }: RowIndexParts): RowIndex {
    const index = new RowIndex(keyBytes);
    [index.#keys, index.#before, index.#slots, index.#taken] = [keys, before, slots, taken];
    return index;
  }

  /** Adds a row, a higher one than those before. */
  add(row: number, key: Uint8Array): void {
    if (this.#taken * 2 >= this.#slots.length) this.#rehash();
    this.#makeRoom(row);
    this.#keys.set(key, row * this.#keyBytes);
    this.#put(row);
  }

  #put(row: number): void {
    const slot = this.#find(this.#keys, row * this.#keyBytes);
    const last = this.#slots[slot] as number;
    if (last === EMPTY) this.#taken += 1;
    this.#before[row] = last === EMPTY ? NONE : last;
    this.#slots[slot] = row;
  }

  /** Takes a row out that was added. */
  delete(row: number): void {
    const slot = this.#find(this.#keys, row * this.#keyBytes);
    const last = this.#slots[slot] as number;
    const before = this.#before[row] as number;
    if (last === row) this.#slots[slot] = before === NONE ? GONE : before;
    else
      for (let other = last; other >= 0; other = this.#before[other] as number)
        if (this.#before[other] === row) this.#before[other] = before;
  }

  /** The rows with a key, ascending. */
  rowsOf(key: Uint8Array): number[] {
    const rows: number[] = [];
    const last = this.#slots[this.#find(key, 0)] as number;
    for (let row = last; row >= 0; row = this.#before[row] as number) rows.push(row);
    return rows.reverse();
  }

  /** The slot of a key, or the empty one where it would be. */
  #find(keys: Uint8Array, start: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = hash(keys, start) & mask; ; slot = (slot + 1) & mask) {
      const row = this.#slots[slot] as number;
      if (row === EMPTY || (row !== GONE && this.#hasKey(row, keys, start))) return slot;
    }
  }

  #hasKey(row: number, keys: Uint8Array, start: number): boolean {
    const own = row * this.#keyBytes;
    for (let i = 0; i < this.#keyBytes; i++) if (this.#keys[own + i] !== keys[start + i]) return false;
    return true;
  }

  /** Twice the slots, without those that are marked as gone. */
  #rehash(): void {
    const lasts = this.#slots.filter((row) => row >= 0);
    this.#slots = new Int32Array(this.#slots.length * 2).fill(EMPTY);
    this.#taken = lasts.length;
    for (const row of lasts) this.#slots[this.#find(this.#keys, row * this.#keyBytes)] = row;
  }

  #makeRoom(row: number): void {
    if (row < this.#before.length) return;
    const rows = Math.max(row + 1, this.#before.length * 2, FIRST_SLOTS);
    const [keys, before] = [new Uint8Array(rows * this.#keyBytes), new Int32Array(rows)];
    keys.set(this.#keys);
    before.set(this.#before);
    [this.#keys, this.#before] = [keys, before];
  }
}

/** A row index as columns of numbers, and how many of its slots are taken. */
export interface RowIndexParts {
  readonly keys: Uint8Array;
  readonly before: Int32Array;
  readonly slots: Int32Array;
  readonly taken: number;
}

/** Keys are hashes themselves. */
const hash = (keys: Uint8Array, start: number): number =>
  (keys[start] as number) |
  ((keys[start + 1] as number) << 8) |
  ((keys[start + 2] as number) << 16) |
  ((keys[start + 3] as number) << 24);
