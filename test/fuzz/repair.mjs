import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { crc32 } from '../../dist/core/crc32.js';

/*
 * Checksums keep most damage from the readers behind them. Made right again after a change, they let it through: what a person who
 * means harm would do.
 */

const PNG_HEAD = 8;

/** A PNG whose chunks have the checksums of what is in them, as far as their lengths can be followed. */
export function repairPng(bytes) {
  const result = Buffer.from(bytes);
  for (let at = PNG_HEAD; at + 12 <= result.length;) {
    const length = result.readUInt32BE(at);
    const end = at + 8 + length;
    if (end + 4 > result.length) break;
    result.writeUInt32BE(crc32(result.subarray(at + 4, end)), end);
    at = end + 4;
  }
  return result;
}

const BLOCK = 512;
const SUM_AT = 148;

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

export const unpackTar = (tgz) => gunzipSync(tgz);
export const packTar = (tar) => gzipSync(tar, { level: 1 });

/** A sidecar that names the bytes beside it. */
export function repairSidecar(sidecar, bytes) {
  const sum = createHash('sha256').update(bytes).digest('hex');
  return Buffer.from(sidecar.toString().replace(/"sha256":"[0-9a-f]{64}"\}\s*$/, `"sha256":"${sum}"}\n`));
}

/** Lines of JSON, a tab and a checksum, with the checksums of their JSON. */
export function repairLines(bytes) {
  const lines = bytes.toString().split('\n');
  const repaired = lines.map((line) => {
    const [json, sum] = line.split('\t');
    if (sum === undefined) return line;
    return `${json}\t${createHash('sha256').update(json).digest('hex').slice(0, 16)}`;
  });
  return Buffer.from(repaired.join('\n'));
}
