import type { FileHandle } from 'node:fs/promises';
import { Header, Pax } from 'tar';
import { isInnerPath } from '../../core/inner-path.ts';
import { openRegularFile } from '../../files/regular-file.ts';
import type { TarMember } from './read-member.ts';

/** What is found in an archive: a file, something that is left out, or the place from which on it cannot be read. */
export type TarEntry =
  | { readonly kind: 'file'; readonly name: string; readonly member: TarMember }
  | { readonly kind: 'left-out'; readonly name: string }
  | { readonly kind: 'damaged'; readonly message: string };

const BLOCK = 512;
/** Of a name in blocks of its own. */
const LONGEST_NAME = 2 ** 20;
const FILES: readonly string[] = ['File', 'OldFile', 'ContiguousFile'];
const NAMES_NEXT: readonly string[] = ['NextFileHasLongPath', 'OldGnuLongPath'];
/** Of these only the next header says what they are about. */
const PAX: readonly string[] = ['ExtendedHeader', 'OldExtendedHeader'];
const SILENT: readonly string[] = ['Directory', 'GNUDumpDir', 'GlobalExtendedHeader', 'NextFileHasLongLinkpath'];

/** What an earlier header says of the next member. */
interface Known {
  readonly path?: string;
  readonly size?: number;
}

/**
 * The members of a tar archive (ustar, GNU, pax), by their headers alone: what the members hold is stepped over. Links, devices and names that lead
 * out of the archive are told as left out; folders are not told.
 *
 * @throws the errors of opening the file
 */
export async function* listMembers(archive: string): AsyncGenerator<TarEntry> {
  await using handle = await openRegularFile(archive);
  const { size } = await handle.stat();
  const readAt = createWindow(handle);
  let known: Known = {};
  for (let at = 0; at < size;) {
    const block = await readAt(at, BLOCK);
    if (block.every((byte) => byte === 0)) return;
    const header = block.length === BLOCK ? readHeader(block) : undefined;
    const length = known.size ?? header?.size ?? 0;
    if (!header?.cksumValid || !Number.isSafeInteger(length) || length < 0) {
      yield damaged(`Its header at byte ${at} is damaged: what comes after is not read.`);
      return;
    }
    const [start, { type }] = [at + BLOCK, header];
    at = start + Math.ceil(length / BLOCK) * BLOCK;
    if (PAX.includes(type) || NAMES_NEXT.includes(type)) {
      const text = (await readAt(start, Math.min(length, LONGEST_NAME))).toString();
      known = PAX.includes(type) ? readPax(text, known) : { ...known, path: text.replace(/\0.*$/s, '') };
      continue;
    }
    const name = (known.path ?? header.path ?? '').replace(/^(\.\/)+/, '');
    known = {};
    if (SILENT.includes(type)) continue;
    if (!FILES.includes(type) || !isInnerPath(name) || name.endsWith('/')) yield { kind: 'left-out', name };
    else yield { kind: 'file', name, member: { archive, offset: start, size: length } };
  }
}

/** Undefined for numbers that are none: the package throws over them. */
function readHeader(block: Buffer): Header | undefined {
  try {
    return new Header(block);
  } catch {
    return undefined;
  }
}

/** Lines that are none are passed over. */
function readPax(text: string, known: Known): Known {
  try {
    return Pax.parse(text, known);
  } catch {
    return known;
  }
}

const damaged = (message: string): TarEntry => ({ kind: 'damaged', message });

/** Read at a time: small members lie so close that several headers come together. */
const WINDOW = 2 ** 14;

/** Reads from a file, and keeps what came along. */
function createWindow(handle: FileHandle): (start: number, length: number) => Promise<Buffer> {
  let from = 0;
  let kept = Buffer.alloc(0);
  return async (start, length) => {
    if (start < from || start + length > from + kept.length) {
      const bytes = Buffer.alloc(Math.max(length, WINDOW));
      // With its length said: Node.js 20.11 takes none for zero.
      const { buffer, bytesRead } = await handle.read(bytes, 0, bytes.length, start);
      [from, kept] = [start, buffer.subarray(0, bytesRead)];
    }
    return kept.subarray(start - from, start - from + length);
  };
}
