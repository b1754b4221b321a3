import * as v from 'valibot';
import { FacekitError, systemErrorCode, usageError } from '../core/errors.ts';
import { checkValue, inWords, parseJson } from '../core/json.ts';
import { sizeOf, type Tensor, type Weights } from '../core/tensor.ts';
import { readRegularFile } from '../files/regular-file.ts';
import { ByteReader } from './byte-reader.ts';
import { decodeFloats, FLOAT_BYTES, type FloatType } from './float-data.ts';
import { formatShape } from './format-shape.ts';

/** A weight file: the tensors, and what the file says about itself. */
export interface WeightFile {
  readonly weights: Weights;
  readonly metadata: Readonly<Record<string, string>>;
}

const METADATA = '__metadata__';
type ElementType = FloatType | 'int8';
const ELEMENT_TYPES: Readonly<Record<string, ElementType>> = {
  F16: 'float16',
  F32: 'float32',
  F64: 'float64',
  I8: 'int8',
};
const ELEMENT_BYTES: Readonly<Record<ElementType, number>> = { ...FLOAT_BYTES, int8: 1 };
/** The data starts at a multiple of this; the header is filled up with spaces. */
const ALIGNMENT = 8;
const LENGTH_BYTES = 8;
/** Of a name in a message. */
const LONGEST_NAME = 120;
/** The limit of the reference implementation; a larger length is a damaged or hostile file. */
const MAX_HEADER_BYTES = 100_000_000;

/**
 * Reads a `.safetensors` file.
 *
 * @throws FacekitError `file-not-found`, and those of `parseSafetensors`.
 */
export async function readSafetensors(path: string): Promise<WeightFile> {
  return parseSafetensors(await readRegularFile(path).catch(refuseMissing(path)), path);
}

/**
 * Parses a `.safetensors` file: the length of the header (8 bytes, little-endian), the header (JSON: name → type, shape
 * and place), the data. float32 that lies at a multiple of four bytes is not copied: the tensors are views of `bytes`.
 * float16, float64 and int8 become float32.
 *
 * @param source the file, for messages.
 * @throws FacekitError `file-truncated`, `safetensors-invalid` (a header that is no such header, another element type,
 * places that overlap, leave gaps, or do not fit the shape or the file).
 * @see https://github.com/huggingface/safetensors#format
 */
export function parseSafetensors(bytes: Uint8Array, source: string): WeightFile {
  // A plain view: `slice` of a Buffer would not copy.
  const reader = new ByteReader(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength), source);
  const { [METADATA]: metadata = {}, ...tensors } = readHeader(reader);
  const entries = Object.entries(tensors).map(([name, entry]) => checkEntry(source, name, entry));
  checkPlaces(source, entries, reader.remaining);
  const data = reader.take(reader.remaining);
  return {
    weights: new Map(entries.map((entry) => [entry.name, readTensor(data, entry)])),
    metadata: checkMetadata(source, metadata),
  };
}

/**
 * Encodes float32 tensors and words about them. The same content gives the same bytes: tensors and metadata are written
 * in the order of their names, whatever the order they come in.
 *
 * @param int8 tensors of integers from −128 to 127 that are written as such, behind the others.
 * @throws FacekitError `usage` when a tensor's data does not have its shape's size, or is not of integers where it must be.
 */
export function encodeSafetensors(
  tensors: Weights,
  metadata: Readonly<Record<string, string>>,
  int8: ReadonlySet<string> = new Set(),
): Uint8Array {
  const byType = [...tensors].sort(byName).map(([name, { shape, data }]) => ({
    name,
    shape,
    isInt8: int8.has(name),
    data: int8.has(name) ? toInt8(name, data) : data,
  }));
  const sorted = [...byType.filter(({ isInt8 }) => !isInt8), ...byType.filter(({ isInt8 }) => isInt8)];
  const words = Object.entries(metadata).sort(byName);
  const header: [string, unknown][] = words.length > 0 ? [[METADATA, Object.fromEntries(words)]] : [];
  let start = 0;
  for (const { name, shape, data, isInt8 } of sorted) {
    checkSize(name, shape, data);
    const end = start + data.byteLength;
    header.push([name, { dtype: isInt8 ? 'I8' : 'F32', shape, data_offsets: [start, end] }]);
    start = end;
  }
  const raw = sorted.map(({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return Buffer.concat([...encodeHeader(JSON.stringify(Object.fromEntries(header))), ...raw]);
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

function toInt8(name: string, data: Float32Array): Int8Array {
  const whole = Int8Array.from(data);
  if (whole.some((value, i) => !Object.is(value, data[i])))
    throw usageError(`Expected integers from −128 to 127 for ${name} to be written as int8`);
  return whole;
}

function checkSize(name: string, shape: readonly number[], data: Float32Array | Int8Array): void {
  if (name === METADATA) throw usageError(`Expected a tensor name other than ${METADATA}, which is reserved`);
  if (sizeOf(shape) !== data.length)
    throw usageError(`Expected ${sizeOf(shape)} numbers for ${name} ${formatShape(shape)} but received ${data.length}`);
}

function encodeHeader(json: string): Uint8Array[] {
  const text = Buffer.from(json);
  const length = Math.ceil(text.length / ALIGNMENT) * ALIGNMENT;
  const lengthBytes = new Uint8Array(BigUint64Array.of(BigInt(length)).buffer);
  return [lengthBytes, text, Buffer.alloc(length - text.length, ' ')];
}

function readHeader(reader: ByteReader): Record<string, unknown> {
  const { source } = reader;
  if (reader.remaining < LENGTH_BYTES) throw invalid(source, `at least ${LENGTH_BYTES} bytes`, `${reader.remaining}`);
  const length = reader.uint64();
  if (length > MAX_HEADER_BYTES)
    throw invalid(source, `a header of at most ${MAX_HEADER_BYTES} bytes`, `a length of ${length}`);
  const text = reader.utf8(length);
  const header = parseJson(text);
  if (header.ok && isObject(header.value)) return header.value;
  throw invalid(source, 'a JSON object as header', JSON.stringify(text.slice(0, 40)));
}

/** Not a schema of valibot's, which leaves out a tensor called `__proto__`. */
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function checkMetadata(source: string, metadata: unknown): Record<string, string> {
  const words = checkValue(metadata, v.record(v.string(), v.string()));
  if (words.ok) return words.value;
  throw invalid(source, `strings in ${METADATA}`, inWords(metadata));
}

interface Entry {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  /** Bytes from the start of the data, the end exclusive. */
  readonly start: number;
  readonly end: number;
}

const SIZE = v.pipe(v.number('a whole number'), v.safeInteger('a whole number'), v.minValue(0, 'a whole number'));
const ENTRY = v.object({
  dtype: v.picklist(Object.keys(ELEMENT_TYPES), `one of ${Object.keys(ELEMENT_TYPES).join(', ')}`),
  shape: v.array(SIZE),
  data_offsets: v.strictTuple([SIZE, SIZE], 'a start and an end'),
});

function checkEntry(source: string, name: string, entry: unknown): Entry {
  const checked = checkValue(entry, ENTRY);
  const shown = name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name;
  if (!checked.ok) throw invalid(source, `the type, shape and place of ${shown}`, `that ${checked.problem}`);
  const { dtype, shape, data_offsets: places } = checked.value;
  const type = ELEMENT_TYPES[dtype] ?? 'float32';
  const [start, end] = places;
  const expected = sizeOf(shape) * ELEMENT_BYTES[type];
  if (end - start !== expected)
    throw invalid(source, `${expected} bytes for ${shown} ${formatShape(shape)}`, `${end - start}`);
  return { name, type, shape, start, end };
}

/** The tensors must cover the data without gap, overlap or rest, as the format asks. */
function checkPlaces(source: string, entries: readonly Entry[], length: number): void {
  let covered = 0;
  for (const { name, start, end } of entries.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    if (start !== covered) throw invalid(source, `${name} to start at byte ${covered} of the data`, `${start}`);
    covered = end;
  }
  if (covered !== length) throw invalid(source, `${covered} bytes of data`, `${length}`);
}

function readTensor(data: Uint8Array, { type, shape, start, end }: Entry): Tensor<Float32Array> {
  const raw = data.subarray(start, end);
  if (type === 'int8') return { shape, data: Float32Array.from(new Int8Array(raw.buffer, raw.byteOffset, raw.length)) };
  if (type !== 'float32' || raw.byteOffset % FLOAT_BYTES[type] !== 0) return { shape, data: decodeFloats(raw, type) };
  return { shape, data: new Float32Array(raw.buffer, raw.byteOffset, raw.length / FLOAT_BYTES[type]) };
}

const invalid = (source: string, expected: string, found: string): FacekitError =>
  new FacekitError(
    'safetensors-invalid',
    `Expected ${expected} in ${source} but found ${found}; the file is damaged or of another kind.`,
  );

function refuseMissing(path: string): (error: unknown) => never {
  return (error) => {
    if (systemErrorCode(error) !== 'ENOENT') throw error;
    throw new FacekitError('file-not-found', `Expected a weight file at ${path} but there is none.`, {
      cause: error,
    });
  };
}
