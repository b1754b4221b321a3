import { createHash } from 'node:crypto';
import { crc32 } from '../../dist/core/encoding/crc32.js';

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
