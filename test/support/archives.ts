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
}

const BLOCK = 512;

/**
 * A gzipped tar archive of exactly these entries, in POSIX ustar form: a packer would tidy up names that no archive should hold.
 *
 * @see https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13_06
 */
export const tgz = (entries: readonly TarEntry[]): Buffer =>
  gzipSync(Buffer.concat([...entries.map(blocksOf), Buffer.alloc(2 * BLOCK)]));

function blocksOf({ name, content = '', type = '0', linkTo = '' }: TarEntry): Buffer {
  const body = Buffer.from(content);
  const header = Buffer.alloc(BLOCK);
  header.write(name, 0, 100, 'utf8');
  header.write(['0000644', '0000000', '0000000', ''].join('\0'), 100);
  header.write(`${body.length.toString(8).padStart(11, '0')}\0`, 124);
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
