import { BatchReader, type ArrowColumn, type ArrowValue, type Dictionaries } from './columns.ts';
import { ArrowError, FlatTable } from './flat-table.ts';
import { readSchema, type ArrowField, type ArrowSchema } from './schema.ts';

/** Rows of a table that lie together. */
export interface ArrowBatch {
  readonly length: number;
  /** By name; columns of types that are not read are left out. */
  readonly columns: ReadonlyMap<string, ArrowColumn>;
}

export interface ArrowTable extends ArrowSchema {
  readonly batches: readonly ArrowBatch[];
}

export const MAGIC = 'ARROW1';
/** The length of the footer and the magic word behind it. */
export const ENDING = 4 + MAGIC.length;
/** Offset, length of the description, length of the body; the description's is followed by four bytes of nothing. */
const BLOCK = {
  size: 24,
  numbers: [
    { at: 0, bytes: 8 },
    { at: 8, bytes: 4 },
    { at: 16, bytes: 8 },
  ],
} as const;
const DICTIONARY_BATCH = 2;
const RECORD_BATCH = 3;
const CONTINUATION = 0xffffffff;

/**
 * Reads an Arrow IPC file (Feather 2): strings, also of dictionaries, integers, floats and lists of floats. Nothing in it is
 * believed: each place and length is held against the bytes before it is used, parts must follow each other, and time and memory grow with
 * the size of the file, whatever it says.
 *
 * @throws ArrowError
 * @see https://arrow.apache.org/docs/format/Columnar.html#ipc-file-format
 */
export function readArrow(bytes: Uint8Array): ArrowTable {
  try {
    return readTable(bytes);
  } catch (error) {
    // Of a view: something lies beyond the end.
    if (error instanceof RangeError) throw new ArrowError('a part of it lies beyond its end');
    throw error;
  }
}

function readTable(bytes: Uint8Array): ArrowTable {
  const footer = FlatTable.root(footerOf(bytes));
  const schemaTable = footer.table(1);
  if (!schemaTable) throw new ArrowError('it has no schema');
  const schema = readSchema(schemaTable);
  const dictionaries = readDictionaries(bytes, footer, schema.fields);
  const batches = messagesOf(bytes, footer, 3).map((message) => readBatch(message, schema, dictionaries));
  return { ...schema, batches };
}

/** The rows of a message. */
export function readBatch({ message, body }: Message, { fields }: ArrowSchema, dictionaries: Dictionaries): ArrowBatch {
  const batch = message.uint8(1) === RECORD_BATCH ? message.table(2) : undefined;
  if (!batch) throw new ArrowError('a batch of rows is none');
  const reader = new BatchReader(batch, body, dictionaries);
  const columns = fields.map((field) => [field.name, reader.column(field)] as const);
  return {
    length: reader.length,
    columns: new Map(columns.flatMap(([name, column]) => (column ? [[name, column]] : []))),
  };
}

/** The footer lists the batches: without it the file is cut off, wherever the cut is. */
function footerOf(bytes: Uint8Array): Uint8Array {
  const word = (start: number): string => Buffer.from(bytes.subarray(start, start + MAGIC.length)).toString('latin1');
  if (word(0) !== MAGIC || bytes.length < MAGIC.length + ENDING || word(bytes.length - MAGIC.length) !== MAGIC)
    throw new ArrowError(`it does not begin and end with ${MAGIC}`);
  const end = bytes.length - ENDING;
  const length = viewOf(bytes).getInt32(end, true);
  if (length <= 0 || length > end - MAGIC.length) throw new ArrowError(`its footer has ${length} bytes`);
  return bytes.subarray(end - length, end);
}

export interface Message {
  readonly message: FlatTable;
  readonly body: Uint8Array;
}

/** The messages that a list of the footer names: they lie behind each other. */
const messagesOf = (bytes: Uint8Array, footer: FlatTable, field: number): Message[] =>
  blocksOf(bytes.length, footer, field).map(({ start, described, length }) =>
    messageIn(bytes.subarray(start, start + described + length), described),
  );

/** Where a message lies in a file: its place, the bytes of its description, and those of its body behind that. */
export interface Block {
  readonly start: number;
  readonly described: number;
  readonly length: number;
}

/** The places of messages, each held against the size of the file and the one before. */
export function blocksOf(size: number, footer: FlatTable, field: number): Block[] {
  let before = 0;
  return footer.structs(field, BLOCK.size, BLOCK.numbers).map(([start = 0, described = 0, length = 0]) => {
    if (start < before || described < 8 || length < 0 || start + described + length > size)
      throw new ArrowError('a batch of rows lies beyond its end or inside another');
    before = start + described + length;
    return { start, described, length };
  });
}

/** A message of exactly these bytes. */
export function messageIn(bytes: Uint8Array, described: number): Message {
  const prefix = viewOf(bytes.subarray(0, described)).getUint32(0, true) === CONTINUATION ? 8 : 4;
  return { message: FlatTable.root(bytes.subarray(prefix, described)), body: bytes.subarray(described) };
}

function readDictionaries(bytes: Uint8Array, footer: FlatTable, fields: readonly ArrowField[]): Dictionaries {
  const encoded = new Map(fields.flatMap((field) => (field.dictionary ? [[field.dictionary.id, field]] : [])));
  const dictionaries = new Map<number, ArrowValue[]>();
  for (const { message, body } of messagesOf(bytes, footer, 2)) {
    const header = message.uint8(1) === DICTIONARY_BATCH ? message.table(2) : undefined;
    const batch = header?.table(1);
    if (!header || !batch) throw new ArrowError('a dictionary is none');
    const id = header.int64(0);
    const field = encoded.get(id);
    if (field?.type.kind !== 'text') continue;
    const reader = new BatchReader(batch, body, new Map());
    const column = reader.column({ name: field.name, type: field.type, children: [] });
    // A dictionary may come in several pieces.
    const isMore = header.uint8(2) !== 0;
    const values = isMore ? (dictionaries.get(id) ?? []) : [];
    for (let row = 0; row < reader.length; row += 1) values.push(column?.(row) ?? null);
    dictionaries.set(id, values);
  }
  return dictionaries;
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
