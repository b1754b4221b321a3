import { crc32 } from '../core/encoding/crc32.ts';
import { parseJson } from '../core/json.ts';

/** Columns of numbers. */
export type PackedArray = Int32Array | Uint32Array | Uint8Array | Float32Array | Float64Array;

const MAGIC = 0x31616b66;
/** Magic number, length of the header, CRC-32 of all that follows, nothing. */
const START_BYTES = 16;
const ALIGNMENT = 8;

const TYPES = {
  int32: Int32Array,
  uint32: Uint32Array,
  uint8: Uint8Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;
type TypeName = keyof typeof TYPES;

interface Header {
  readonly about: unknown;
  readonly arrays: readonly { readonly type: TypeName; readonly length: number }[];
}

/** Arrays, and a value of JSON about them, as bytes that tell whether they were damaged. */
export function packArrays(about: unknown, arrays: readonly PackedArray[]): Uint8Array {
  const header: Header = { about, arrays: arrays.map((array) => ({ type: typeOf(array), length: array.length })) };
  const json = Buffer.from(JSON.stringify(header));
  const bytes = new Uint8Array(
    arrays.reduce((end, { byteLength }) => aligned(end + byteLength), aligned(START_BYTES + json.length)),
  );
  bytes.set(json, START_BYTES);
  let place = aligned(START_BYTES + json.length);
  for (const { buffer, byteOffset, byteLength } of arrays) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), place);
    place = aligned(place + byteLength);
  }
  const start = new DataView(bytes.buffer);
  start.setUint32(0, MAGIC, true);
  start.setUint32(4, json.length, true);
  start.setUint32(8, crc32(bytes.subarray(START_BYTES)), true);
  return bytes;
}

/**
 * What `packArrays` has packed; the arrays lie in the memory of `bytes`. Undefined where the bytes are others, or damaged.
 *
 * @param bytes at the beginning of their buffer
 */
export function unpackArrays(
  bytes: Uint8Array,
): { readonly about: unknown; readonly arrays: readonly PackedArray[] } | undefined {
  if (bytes.length < START_BYTES || bytes.byteOffset % ALIGNMENT !== 0) return undefined;
  const start = new DataView(bytes.buffer, bytes.byteOffset, START_BYTES);
  if (start.getUint32(0, true) !== MAGIC || start.getUint32(8, true) !== crc32(bytes.subarray(START_BYTES)))
    return undefined;
  const jsonEnd = START_BYTES + start.getUint32(4, true);
  const header = parseJson(Buffer.from(bytes.subarray(START_BYTES, jsonEnd)).toString());
  if (!header.ok) return undefined;
  // Whole, and ours: the checksum is right.
  const { about, arrays } = header.value as Header;
  let place = aligned(jsonEnd);
  return {
    about,
    arrays: arrays.map(({ type, length }) => {
      const array = new TYPES[type](bytes.buffer as ArrayBuffer, bytes.byteOffset + place, length);
      place = aligned(place + array.byteLength);
      return array;
    }),
  };
}

const aligned = (place: number): number => Math.ceil(place / ALIGNMENT) * ALIGNMENT;

function typeOf(array: PackedArray): TypeName {
  if (array instanceof Int32Array) return 'int32';
  if (array instanceof Uint32Array) return 'uint32';
  if (array instanceof Uint8Array) return 'uint8';
  return array instanceof Float32Array ? 'float32' : 'float64';
}
