import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

/** An entry of a tar archive for tests, hostile ones included. */
export interface TarEntry {
  readonly name: string;
  readonly content?: string | Uint8Array;
  /** Default: a file. `2` is a symbolic link, `1` a hard one, `5` a folder. */
  readonly type?: '0' | '1' | '2' | '5';
  readonly linkTo?: string;
  /** The size that its header names. Default: that of the content. */
  readonly claims?: number;
}

const BLOCK = 512;

/**
 * A gzipped tar archive of exactly these entries, in POSIX ustar form: a packer would tidy up names that no archive should hold.
 *
 * @see https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13_06
 */
export const tgz = (entries: readonly TarEntry[]): Buffer =>
  gzipSync(Buffer.concat([...entries.map(blocksOf), Buffer.alloc(2 * BLOCK)]));

function blocksOf({ name, content = '', type = '0', linkTo = '', claims }: TarEntry): Buffer {
  const body = Buffer.from(content);
  const header = Buffer.alloc(BLOCK);
  header.write(name, 0, 100, 'utf8');
  header.write(['0000644', '0000000', '0000000', ''].join('\0'), 100);
  header.write(`${(claims ?? body.length).toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write(' '.repeat(8), 148);
  header.write(type, 156);
  header.write(linkTo, 157, 100, 'utf8');
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, body, Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK)]);
}

/** Writes an archive to a file, making its folder. */
export function writeTgz(file: string, entries: readonly TarEntry[]): string {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, tgz(entries));
  return file;
}

/** An entry of a zip archive for tests, hostile ones included. */
export interface ZipEntry {
  readonly name: string;
  readonly content: string | Uint8Array;
  /** Default 0: stored. 8 is deflated. */
  readonly method?: number;
  /** What the directory says of it. Default: the truth. */
  readonly claims?: {
    readonly name?: string;
    readonly size?: number;
    readonly method?: number;
    readonly offset?: number;
  };
}

/**
 * A zip archive of exactly these entries; checksums are 0.
 *
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export function zip(entries: readonly ZipEntry[], claimedCount = entries.length): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, method = 0, claims } of entries) {
    const body = Buffer.from(content);
    const sizes = { packed: body.length, size: body.length };
    const local = Buffer.concat([u32(0x04034b50), zipFields(name, method, sizes), Buffer.from(name), body]);
    const said = { name, method, ...claims, size: claims?.size ?? body.length };
    const fields = zipFields(said.name, said.method, { packed: said.size, size: said.size });
    const central = [
      u32(0x02014b50),
      Buffer.from([20, 0]),
      fields,
      Buffer.alloc(10),
      u32(claims?.offset ?? offset),
      Buffer.from(said.name),
    ];
    directory.push(Buffer.concat(central));
    parts.push(local);
    offset += local.length;
  }
  const bytes = directory.reduce((sum, { length }) => sum + length, 0);
  const counts = [0, 0, claimedCount, claimedCount].map(u16);
  return Buffer.concat([...parts, ...directory, u32(0x06054b50), ...counts, u32(bytes), u32(offset), u16(0)]);
}

/** From the version that is needed to the length of the extra field. */
const zipFields = (name: string, method: number, { packed, size }: { packed: number; size: number }): Buffer =>
  Buffer.concat([
    ...[20, 0, method, 0, 0].map(u16),
    ...[0, packed, size].map(u32),
    ...[Buffer.byteLength(name), 0].map(u16),
  ]);

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
