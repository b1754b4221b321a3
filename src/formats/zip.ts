import { FacekitError } from '../core/errors.ts';
import { ByteReader } from './byte-reader.ts';

const SIGNATURE = {
  local: 0x04034b50,
  central: 0x02014b50,

  end64: 0x06064b50,
  locator64: 0x07064b50,
};
/** The signature of the end record, as bytes. */
const END_MARK = 'PK\x05\x06';
const END_BYTES = 22;
const LOCATOR64_BYTES = 20;
/** The end record is followed by a comment of at most this many bytes. */
const LONGEST_COMMENT = 0xffff;
/** A 32-bit field of this value stands in the zip64 extra field instead. */
const IN_ZIP64 = 0xffffffff;
const ZIP64_EXTRA = 1;
/** A bit of a local header: its sizes stand behind the content. */
const SIZES_FOLLOW = 8;

/** An entry of the central directory. `offset` is the one of its local header. */
interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly size: number;
  readonly offset: number;
}

/** Whether the bytes begin like a zip archive. */
export const looksLikeZip = (bytes: Uint8Array): boolean =>
  bytes.length >= 4 && new ByteReader(bytes, 'zip').uint32() === SIGNATURE.local;

/** The names in the central directory of a zip archive (zip64 included). Throws as `readStoredZip`. */
export const listZip = (bytes: Uint8Array, source: string): string[] =>
  readDirectory(bytes, source).map(({ name }) => name);

/**
 * The entries of a zip archive (zip64 included) that are stored without compression, name → bytes without a copy. Checksums
 * are not verified.
 *
 * @throws FacekitError `zip-invalid` (no directory, entries inside each other, or a compressed one, which it names), `file-truncated`.
 */
export function readStoredZip(bytes: Uint8Array, source: string): Map<string, Uint8Array> {
  const contents = new Map<string, Uint8Array>();
  let end = 0;
  for (const entry of readDirectory(bytes, source).sort((a, b) => a.offset - b.offset)) {
    // Entries inside each other would unpack to far more than there is.
    if (entry.offset < end) throw invalid(source, `its entry ${entry.name} lies inside another`);
    const content = contentOf(entry, bytes, source);
    end = content.byteOffset - bytes.byteOffset + content.length;
    contents.set(entry.name, content);
  }
  return contents;
}

function readDirectory(bytes: Uint8Array, source: string): ZipEntry[] {
  const { count, offset } = findDirectory(bytes, source);
  const reader = new ByteReader(bytes, source, offset);
  const entries: ZipEntry[] = [];
  for (let i = 0; i < count; i++) entries.push(readEntry(reader));
  return entries;
}

function findDirectory(bytes: Uint8Array, source: string): { count: number; offset: number } {
  const end = findEnd(bytes, source);
  const reader = new ByteReader(bytes, source, end + 10);
  const directory = { count: reader.uint16(), offset: (reader.take(4), reader.uint32()) };
  const end64 = findEnd64(bytes, end);
  if (end64 === undefined) return directory;
  reader.offset = end64;
  if (reader.uint32() !== SIGNATURE.end64) throw invalid(source, 'its zip64 end record is not where it should be');
  reader.take(28);
  return { count: reader.uint64(), offset: (reader.take(8), reader.uint64()) };
}

/** The end record is the last thing in the file, save a comment. */
function findEnd(bytes: Uint8Array, source: string): number {
  const tail = Math.max(0, bytes.length - END_BYTES - LONGEST_COMMENT);
  const at = Buffer.from(bytes.subarray(tail)).lastIndexOf(END_MARK);
  if (at >= 0) return tail + at;
  throw invalid(source, 'it has no directory at its end: it is cut off; fetch it again');
}

function findEnd64(bytes: Uint8Array, end: number): number | undefined {
  if (end < LOCATOR64_BYTES) return undefined;
  const locator = new ByteReader(bytes, 'zip', end - LOCATOR64_BYTES);
  if (locator.uint32() !== SIGNATURE.locator64) return undefined;
  locator.take(4);
  return locator.uint64();
}

function readEntry(reader: ByteReader): ZipEntry {
  if (reader.uint32() !== SIGNATURE.central) throw invalid(reader.source, 'its directory is damaged; fetch it again');
  reader.take(6);
  const method = reader.uint16();
  reader.take(8);
  const [packed, size] = [reader.uint32(), reader.uint32()];
  const [nameLength, extraLength, commentLength] = [reader.uint16(), reader.uint16(), reader.uint16()];
  reader.take(8);
  const offset = reader.uint32();
  const name = reader.utf8(nameLength);
  const extra = new ByteReader(reader.take(extraLength), reader.source);
  reader.take(commentLength);
  const [fullSize, , fullOffset] = readZip64([size, packed, offset], extra);
  return { name, method, size: fullSize, offset: fullOffset };
}

/** The extra field holds the 64-bit numbers of those fields that are full, in this order. */
function readZip64(fields: readonly [number, number, number], extra: ByteReader): [number, number, number] {
  while (extra.remaining >= 4) {
    const [id, length] = [extra.uint16(), extra.uint16()];
    const content = new ByteReader(extra.take(length), extra.source);
    if (id !== ZIP64_EXTRA) continue;
    const [size, packed, offset] = fields;
    return [full(size, content), full(packed, content), full(offset, content)];
  }
  return [...fields];
}

const full = (value: number, content: ByteReader): number => (value === IN_ZIP64 ? content.uint64() : value);

function contentOf({ name, method, size, offset }: ZipEntry, bytes: Uint8Array, source: string): Uint8Array {
  if (method !== 0)
    throw invalid(source, `its entry ${name} is compressed; unpack the archive and import the file in it`);
  const local = new ByteReader(bytes, source);
  local.take(offset);
  if (local.uint32() !== SIGNATURE.local) throw invalid(source, `its entry ${name} is not where its directory says`);
  const header = readLocalHeader(local);
  const content = local.take(size);
  if (header.name !== name || header.method !== method || (header.size ?? size) !== size)
    throw invalid(source, `its directory and its entry ${name} contradict each other`);
  return content;
}

/** What a local header says after its signature; the size only where it stands there. */
function readLocalHeader(local: ByteReader): Omit<ZipEntry, 'size' | 'offset'> & { readonly size: number | undefined } {
  local.take(2);
  const [flags, method] = [local.uint16(), local.uint16()];
  local.take(12);
  const size = local.uint32();
  const [nameLength, extraLength] = [local.uint16(), local.uint16()];
  const name = local.utf8(nameLength);
  local.take(extraLength);
  const isElsewhere = (flags & SIZES_FOLLOW) !== 0 || size === IN_ZIP64;
  return { name, method, size: isElsewhere ? undefined : size };
}

const invalid = (source: string, found: string): FacekitError =>
  new FacekitError('zip-invalid', `Expected a zip archive of stored entries in ${source} but ${found}.`);
