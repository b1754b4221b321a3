import { FacekitError } from '../core/errors.ts';

/**
 * A cursor over the bytes of a file, little-endian. Reading beyond the end is a FacekitError `file-truncated` that names
 * the file and the place, so that no reader built on it can run past a damaged length.
 */
export class ByteReader {
  readonly bytes: Uint8Array;
  /** The file, for messages. */
  readonly source: string;
  offset: number;
  readonly #view: DataView;

  constructor(bytes: Uint8Array, source: string, offset = 0) {
    this.bytes = bytes;
    this.source = source;
    this.offset = offset;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get remaining(): number {
    return this.bytes.length - this.offset;
  }

  /** The next `length` bytes, without a copy. */
  take(length: number): Uint8Array {
    const start = this.#advance(length);
    return this.bytes.subarray(start, start + length);
  }

  uint8(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  uint16(): number {
    return this.#view.getUint16(this.#advance(2), true);
  }

  uint32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  int32(): number {
    return this.#view.getInt32(this.#advance(4), true);
  }

  /** An unsigned 64-bit length or offset; above 2⁵³ it is larger than any file and only good for being refused. */
  uint64(): number {
    return Number(this.#view.getBigUint64(this.#advance(8), true));
  }

  float64BigEndian(): number {
    return this.#view.getFloat64(this.#advance(8), false);
  }

  utf8(length: number): string {
    return utf8(this.take(length));
  }

  /** Text up to the next line feed, which is consumed and left out. */
  line(encoding: 'utf8' | 'latin1' = 'utf8'): string {
    const end = this.bytes.indexOf(0x0a, this.offset);
    const line = this.take((end < 0 ? this.bytes.length : end) - this.offset);
    this.#advance(1);
    return encoding === 'utf8' ? utf8(line) : Buffer.from(line).toString(encoding);
  }

  #advance(length: number): number {
    if (!(length >= 0 && length <= this.remaining)) {
      throw new FacekitError(
        'file-truncated',
        `Expected ${length} bytes at offset ${this.offset} of ${this.source} but it has ${this.remaining} left: ` +
          'the file is cut off or damaged; fetch it again.',
      );
    }
    const start = this.offset;
    this.offset += length;
    return start;
  }
}

/** Bytes as text; bytes that are not UTF-8 become U+FFFD. */
export const utf8 = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();
