import { FacekitError } from '../core/errors.ts';
import { ByteReader, utf8 } from './byte-reader.ts';

/** A field as it is on the wire: an integer, or bytes (a string, a message, packed numbers, or a fixed-size number). */
type WireValue = number | Uint8Array;

const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;
/** A 64-bit integer takes at most ten bytes of seven bits. */
const LONGEST_VARINT = 10;
/** So many bytes of an integer fit into a double without loss. */
const EXACT_BYTES = 7;
/** The format's own limit. */
const HIGHEST_FIELD = 2 ** 29 - 1;
/** A graph of FaceNet has some 200,000, a field of two bytes takes more than a hundred in memory. */
const MOST_FIELDS = 4_000_000;
/** Of one message: those of TensorFlow and ONNX have some dozens. */
const MOST_NUMBERS = 10_000;

/**
 * One level of a protobuf message: its fields by number, in the order of the file. Nested messages are read when they are
 * asked for, so that nothing recurses deeper than the caller does. The fields of all messages that are read in one file are counted:
 * without an end, those of an endless file take all memory.
 */
export class ProtobufMessage {
  readonly source: string;
  readonly #fields = new Map<number, WireValue[]>();
  readonly #left: FieldCount;

  /** @throws FacekitError `protobuf-invalid`, `file-truncated`. */
  constructor(bytes: Uint8Array, source: string, left: FieldCount = { fields: MOST_FIELDS }) {
    this.source = source;
    this.#left = left;
    const reader = new ByteReader(bytes, source);
    while (reader.remaining > 0) this.#readField(reader);
  }

  has(field: number): boolean {
    return this.#fields.has(field);
  }

  /** The numbers of the fields that are there, ascending. */
  get fields(): number[] {
    return [...this.#fields.keys()].sort((a, b) => a - b);
  }

  /** Every occurrence of a field of bytes. */
  bytes(field: number): Uint8Array[] {
    return this.#all(field).map((value) => {
      if (typeof value === 'number') throw invalid(this.source, `bytes in field ${field}`, 'an integer');
      return value;
    });
  }

  messages(field: number): ProtobufMessage[] {
    return this.bytes(field).map((bytes) => new ProtobufMessage(bytes, this.source, this.#left));
  }

  /** The message of a field that occurs once; empty where it is not there. */
  message(field: number): ProtobufMessage {
    return new ProtobufMessage(this.bytes(field).at(-1) ?? new Uint8Array(), this.source, this.#left);
  }

  strings(field: number): string[] {
    return this.bytes(field).map(utf8);
  }

  /** '' where it is not there, as protobuf has it. */
  string(field: number): string {
    return this.strings(field).at(-1) ?? '';
  }

  /** Signed; 0 where it is not there. */
  integer(field: number): number {
    const value = this.#all(field).at(-1) ?? 0;
    if (typeof value !== 'number') throw invalid(this.source, `an integer in field ${field}`, 'bytes');
    return value;
  }

  #all(field: number): readonly WireValue[] {
    return this.#fields.get(field) ?? [];
  }

  #readField(reader: ByteReader): void {
    const key = readVarint(reader);
    const number = Math.floor(key / 8);
    if (number < 1 || number > HIGHEST_FIELD)
      throw invalid(this.source, 'a protobuf message', `field number ${number}`);
    this.#left.fields -= 1;
    if (this.#left.fields < 0) throw invalid(this.source, `at most ${MOST_FIELDS} fields`, 'more');
    if (this.#fields.size > MOST_NUMBERS) throw invalid(this.source, `at most ${MOST_NUMBERS} kinds of fields`, 'more');
    const values = this.#fields.get(number) ?? [];
    values.push(readValue(reader, key % 8));
    this.#fields.set(number, values);
  }
}

/** How many fields may still be read. */
interface FieldCount {
  fields: number;
}

/** The message in the very first field of the bytes, whatever follows it; undefined where another field comes first. */
export function firstMessage(bytes: Uint8Array, field: number, source: string): ProtobufMessage | undefined {
  const reader = new ByteReader(bytes, source);
  if (readVarint(reader) !== field * 8 + WIRE.bytes) return undefined;
  return new ProtobufMessage(reader.take(readVarint(reader)), source);
}

function readValue(reader: ByteReader, wireType: number): WireValue {
  switch (wireType) {
    case WIRE.varint:
      return readVarint(reader);
    case WIRE.fixed64:
      return reader.take(8);
    case WIRE.bytes:
      return reader.take(readVarint(reader));
    case WIRE.fixed32:
      return reader.take(4);
    default:
      throw invalid(reader.source, 'a protobuf message', `wire type ${wireType}`);
  }
}

/** Seven bits a byte, lowest first, in two's complement of 64 bits. */
function readVarint(reader: ByteReader): number {
  let value = 0;
  let wide = 0n;
  for (let i = 0; i < LONGEST_VARINT; i++) {
    const byte = reader.uint8();
    if (i < EXACT_BYTES) value += (byte & 0x7f) * 2 ** (7 * i);
    else wide |= BigInt(byte & 0x7f) << BigInt(7 * i);
    if (byte < 0x80) return i < EXACT_BYTES ? value : Number(BigInt.asIntN(64, wide | BigInt(value)));
  }
  throw invalid(reader.source, 'a protobuf message', `an integer of more than ${LONGEST_VARINT} bytes`);
}

const invalid = (source: string, expected: string, found: string): FacekitError =>
  new FacekitError('protobuf-invalid', `Expected ${expected} in ${source} but found ${found}.`);
