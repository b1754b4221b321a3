import { ArrowError, FlatTable } from './flat-table.ts';
import { type ArrowBatch, blocksOf, ENDING, MAGIC, messageIn, readBatch } from './read-arrow.ts';
import { type ArrowSchema, readSchema } from './schema.ts';

/** An Arrow file whose batches are read when they are asked for. */
export interface ArrowStream extends ArrowSchema {
  batches(): AsyncIterable<ArrowBatch>;
}

/** A file as far as it is needed. */
export interface ByteSource {
  readonly size: number;
  /** Exactly these bytes. */
  read(start: number, length: number): Promise<Uint8Array>;
}

/**
 * Reads an Arrow IPC file batch by batch, with the care of `readArrow`: one batch is in memory at a time. Files with dictionaries, which facekit
 * does not write, are refused.
 *
 * @throws ArrowError
 */
export async function streamArrow(source: ByteSource): Promise<ArrowStream> {
  const footer = FlatTable.root(await readFooter(source));
  const schemaTable = footer.table(1);
  if (!schemaTable) throw new ArrowError('it has no schema');
  const schema = readSchema(schemaTable);
  if (blocksOf(source.size, footer, 2).length > 0) throw new ArrowError('it has dictionaries');
  const blocks = blocksOf(source.size, footer, 3);
  return {
    ...schema,
    batches: async function* () {
      for (const { start, described, length } of blocks) {
        const message = messageIn(await source.read(start, described + length), described);
        yield readBatch(message, schema, new Map());
      }
    },
  };
}

async function readFooter(source: ByteSource): Promise<Uint8Array> {
  const { size } = source;
  const read = (start: number, length: number): Promise<Uint8Array> => source.read(start, length);
  const isMagic = (bytes: Uint8Array): boolean => Buffer.from(bytes).toString('latin1') === MAGIC;
  if (size < MAGIC.length + ENDING || !isMagic(await read(0, MAGIC.length)))
    throw new ArrowError(`it does not begin and end with ${MAGIC}`);
  const ending = Buffer.from(await read(size - ENDING, ENDING));
  const length = ending.readInt32LE(0);
  if (!isMagic(ending.subarray(4))) throw new ArrowError(`it does not begin and end with ${MAGIC}`);
  if (length <= 0 || length > size - ENDING - MAGIC.length) throw new ArrowError(`its footer has ${length} bytes`);
  return read(size - ENDING - length, length);
}
