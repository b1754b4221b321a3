import { inflateSync } from 'node:zlib';
import { ByteReader } from '../byte-reader.ts';
import { matInvalid } from './mat-array.ts';

/** Types of data elements. */
export const TYPE = { int8: 1, uint8: 2, int32: 5, uint32: 6, matrix: 14, compressed: 15 } as const;

/** A part of a file: its type, and its content without padding. */
export interface Element {
  readonly type: number;
  readonly content: ByteReader;
}

/** What an element may unpack to: more than any list of faces. */
const MOST_UNPACKED = 64 * 2 ** 20;
const ALIGNMENT = 8;
/** Of an element of four bytes or fewer, its length stands in the upper half of its type and its content in the place of its length. */
const SMALL = 4;

/**
 * The next element.
 *
 * @throws FacekitError `file-truncated` where the file ends before the element does
 */
export function readElement(reader: ByteReader): Element {
  const { source } = reader;
  const type = reader.uint32();
  if (type > 0xffff) {
    const content = reader.take(SMALL);
    const length = type >>> 16;
    if (length > SMALL) throw matInvalid(source, `a small element is said to have ${length} bytes: it is damaged`);
    return { type: type & 0xffff, content: new ByteReader(content.subarray(0, length), source) };
  }
  const content = reader.take(reader.uint32());
  // The last padding may be cut off, and compressed elements have none.
  if (type !== TYPE.compressed) reader.take(Math.min(-content.length & (ALIGNMENT - 1), reader.remaining));
  return { type, content: new ByteReader(content, source) };
}

/**
 * The element that a compressed one holds.
 *
 * @throws FacekitError `mat-invalid` where it does not unpack, or to more than any list needs
 */
export function unpackElement({ content: { bytes, source } }: Element): Element {
  let unpacked: Uint8Array;
  try {
    unpacked = inflateSync(bytes, { maxOutputLength: MOST_UNPACKED });
  } catch {
    throw matInvalid(source, 'a compressed part does not unpack: it is damaged; fetch it again');
  }
  return readElement(new ByteReader(unpacked, source));
}
