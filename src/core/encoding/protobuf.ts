/** A message as pieces, which are joined once at the end. */
export type Chunks = Uint8Array[];
/** A field: a whole number, a string, a message or bytes, or a number of four or eight bytes. */
export type Field = readonly [
  number: number,
  value: number | string | Chunks | { readonly float: number } | { readonly double: number },
];

const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** Protobuf: each field is a key (number and wire type), then a varint, four or eight bytes, or a length and that many bytes. */
export function encodeFields(fields: readonly Field[]): Chunks {
  return fields.flatMap(([number, value]): Chunks => {
    if (typeof value === 'number') return [key(number, WIRE.varint), varint(value)];
    if (typeof value === 'string') return encodeFields([[number, [Buffer.from(value)]]]);
    if ('float' in value) return [key(number, WIRE.fixed32), bytesOf(Float32Array.of(value.float))];
    if ('double' in value) return [key(number, WIRE.fixed64), bytesOf(Float64Array.of(value.double))];
    const length = value.reduce((sum, chunk) => sum + chunk.length, 0);
    return [key(number, WIRE.bytes), varint(length), ...value];
  });
}

/** The numbers of a packed field, as bytes; processors that Node.js runs on are little-endian, as the format is. */
export const bytesOf = (numbers: Float32Array | Float64Array): Uint8Array =>
  new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);

const key = (number: number, wireType: number): Uint8Array => varint((number << 3) | wireType);

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const more = rest > 0x7fn;
    bytes.push(Number(rest & 0x7fn) | (more ? 0x80 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return Uint8Array.from(bytes);
}
