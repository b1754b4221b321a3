/** How numbers are kept in a file: as base64 of little-endian float32 or float64. */
export type NumberKind = 'float32' | 'float64';

const BYTES = { float32: 4, float64: 8 } as const;

/** The numbers as base64: every bit of them. */
export function encodeNumbers(numbers: Float32Array | Float64Array): string {
  const kind = numbers instanceof Float32Array ? 'float32' : 'float64';
  const bytes = Buffer.alloc(numbers.length * BYTES[kind]);
  if (kind === 'float32') for (let i = 0; i < numbers.length; i++) bytes.writeFloatLE(numbers[i] ?? 0, 4 * i);
  else for (let i = 0; i < numbers.length; i++) bytes.writeDoubleLE(numbers[i] ?? 0, 8 * i);
  return bytes.toString('base64');
}

/** What is wrong with text that should be numbers: what was expected, and what was found. */
export class NumbersError extends Error {
  override readonly name = 'NumbersError';
}

/** How many characters the base64 of `count` numbers has. */
const lengthOf = (count: number, kind: NumberKind): number => 4 * Math.ceil((count * BYTES[kind]) / 3);

/**
 * Reads `count` finite numbers that `encodeNumbers` wrote. The length is checked before anything is allocated.
 *
 * @throws NumbersError
 */
export function decodeFloat32(text: string, count: number): Float32Array {
  const bytes = decode(text, count, 'float32');
  const numbers = new Float32Array(count);
  for (let i = 0; i < count; i++) numbers[i] = bytes.readFloatLE(4 * i);
  return finite(numbers);
}

/** The same in double precision. */
export function decodeFloat64(text: string, count: number): Float64Array {
  const bytes = decode(text, count, 'float64');
  const numbers = new Float64Array(count);
  for (let i = 0; i < count; i++) numbers[i] = bytes.readDoubleLE(8 * i);
  return finite(numbers);
}

function decode(text: string, count: number, kind: NumberKind): Buffer {
  const expected = `${count} ${kind} numbers in base64`;
  if (text.length !== lengthOf(count, kind)) throw new NumbersError(`${expected} but found ${text.length} characters`);
  // Characters that are no base64 are skipped: too few bytes are left then.
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== count * BYTES[kind]) throw new NumbersError(`${expected} but found other text`);
  return bytes;
}

function finite<T extends Float32Array | Float64Array>(numbers: T): T {
  const bad = numbers.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new NumbersError(`finite numbers but found ${numbers[bad] ?? NaN}`);
  return numbers;
}
