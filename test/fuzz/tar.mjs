import { gzipSync } from 'node:zlib';

const BLOCK = 512;
const SUM_AT = 148;

/**
 * A tar archive in POSIX ustar form, hostile entries included.
 *
 * @param {readonly (readonly [name: string, content: string | Buffer, type?: string, linkTo?: string])[]} entries
 */
export function tar(entries) {
  const blocks = entries.flatMap(([name, content, type = '0', linkTo = '']) => {
    const body = Buffer.from(content);
    const header = Buffer.alloc(BLOCK);
    header.write(name, 0, 100);
    header.write('0000644\x000000000\x000000000\0', 100);
    header.write(`${body.length.toString(8).padStart(11, '0')}\x0000000000000\0`, 124);
    header.write(type, 156);
    header.write(linkTo, 157, 100);
    header.write('ustar\x0000', 257);
    return [header, body, Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK)];
  });
  return repairTar(Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]));
}

/** A tar archive in which every block that looks like a header has the sum of one. */
export function repairTar(bytes) {
  const result = Buffer.from(bytes);
  for (let at = 0; at + BLOCK <= result.length; at += BLOCK) {
    const header = result.subarray(at, at + BLOCK);
    if (header.toString('latin1', 257, 262) !== 'ustar') continue;
    header.fill(' ', SUM_AT, SUM_AT + 8);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, SUM_AT);
  }
  return result;
}

export const packTar = (bytes) => gzipSync(bytes, { level: 1 });
