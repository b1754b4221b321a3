import { ArrowError, type FlatTable } from './flat-table.ts';

/** What a column holds, as far as columns of this kind are read. */
export type ArrowType =
  | { readonly kind: 'text'; readonly offsetBytes: 4 | 8 }
  | { readonly kind: 'integer'; readonly bytes: 1 | 2 | 4 | 8; readonly signed: boolean }
  | { readonly kind: 'float'; readonly bytes: 4 | 8 }
  /** `size` is undefined for lists of any length, which have offsets of so many bytes. */
  | { readonly kind: 'list'; readonly size?: number; readonly offsetBytes?: 4 | 8 }
  /** Anything else: it is passed over. */
  | { readonly kind: 'other'; readonly buffers: number };

export interface ArrowField {
  readonly name: string;
  readonly type: ArrowType;
  readonly children: readonly ArrowField[];
  /** Of a column of indices: which dictionary has the values, and their type. */
  readonly dictionary?: { readonly id: number; readonly index: ArrowType };
}

export interface ArrowSchema {
  readonly fields: readonly ArrowField[];
  readonly metadata: ReadonlyMap<string, string>;
}

/** Types nest, and parts of a flatbuffer may be used twice: what is read is bounded. */
const DEEPEST = 16;
const MOST_FIELDS = 10_000;
const LONGEST_NAME = 1000;

/** Reads a table `Schema` of Arrow's format. */
export function readSchema(schema: FlatTable): ArrowSchema {
  if (schema.int16(0) !== 0) throw new ArrowError('its numbers are big-endian');
  let count = 0;
  const readField = (field: FlatTable, depth: number): ArrowField => {
    if (depth > DEEPEST || (count += 1) > MOST_FIELDS) throw new ArrowError('its columns are nested too deep');
    const encoding = field.table(4);
    return {
      name: field.text(0, LONGEST_NAME),
      type: readType(field.uint8(2), field.table(3)),
      children: field.tables(5).map((child) => readField(child, depth + 1)),
      ...(encoding && { dictionary: { id: encoding.int64(0), index: readInteger(encoding.table(1)) } }),
    };
  };
  return {
    fields: schema.tables(1).map((field) => readField(field, 0)),
    metadata: readMetadata(schema),
  };
}

function readMetadata(schema: FlatTable): Map<string, string> {
  let left = schema.byteLength;
  return new Map(
    schema.tables(2).map((pair) => {
      const key = pair.text(0, Math.min(left, LONGEST_NAME));
      const value = pair.text(1, left - key.length);
      left -= key.length + value.length;
      return [key, value];
    }),
  );
}

/** By Arrow's number of a type; those that are not read are here by the number of their buffers. */
function readType(number: number, details: FlatTable | undefined): ArrowType {
  switch (number) {
    case 2:
      return readInteger(details);
    case 3:
      return readFloat(details);
    case 5:
      return { kind: 'text', offsetBytes: 4 };
    case 20:
      return { kind: 'text', offsetBytes: 8 };
    case 12:
      return { kind: 'list', offsetBytes: 4 };
    case 21:
      return { kind: 'list', offsetBytes: 8 };
    case 16:
      return { kind: 'list', size: details?.int32(0) ?? 0 };
    default:
      return { kind: 'other', buffers: buffersOf(number) };
  }
}

/** Booleans, decimals, dates, times, timestamps, intervals, bytes of one length and durations have two buffers. */
const TWO_BUFFERS = new Set([6, 7, 8, 9, 10, 11, 15, 18]);

function buffersOf(number: number): number {
  if (TWO_BUFFERS.has(number) || number === 17) return 2;
  if (number === 4 || number === 19) return 3;
  if (number === 1) return 0;
  if (number === 13) return 1;
  throw new ArrowError(`it has a column of a type that is not read (number ${number} of Arrow's)`);
}

function readInteger(details: FlatTable | undefined): ArrowType {
  if (!details) return { kind: 'integer', bytes: 4, signed: true };
  const bytes = details.int32(0) / 8;
  if (bytes !== 1 && bytes !== 2 && bytes !== 4 && bytes !== 8)
    throw new ArrowError(`it has integers of ${bytes * 8} bits`);
  return { kind: 'integer', bytes, signed: details.uint8(1) !== 0 };
}

function readFloat(details: FlatTable | undefined): ArrowType {
  const precision = details?.int16(0) ?? 0;
  if (precision === 0) return { kind: 'other', buffers: 2 };
  return { kind: 'float', bytes: precision === 1 ? 4 : 8 };
}

/** A type in words, for messages. */
export function typeInWords({ type, children, dictionary }: ArrowField): string {
  if (type.kind === 'text') return dictionary ? 'strings of a dictionary' : 'strings';
  if (type.kind === 'integer') return `integers of ${8 * type.bytes} bits`;
  if (type.kind === 'float') return `float${8 * type.bytes}`;
  if (type.kind === 'other') return 'another type';
  const [item] = children;
  return `lists of ${type.size === undefined ? '' : `${type.size} `}${item ? typeInWords(item) : 'nothing'}`;
}
