import { crc32c } from '../../core/encoding/crc32c.ts';

/** TensorFlow's record: length (8 bytes), its checksum, the data, their checksum, all little-endian (`record_writer.h`). */
export function encodeRecord(data: Uint8Array): Uint8Array {
  const record = Buffer.alloc(12 + data.length + 4);
  record.writeBigUInt64LE(BigInt(data.length), 0);
  record.writeUInt32LE(masked(crc32c(record.subarray(0, 8))), 8);
  record.set(data, 12);
  record.writeUInt32LE(masked(crc32c(data)), 12 + data.length);
  return record;
}

/** Turned and shifted, so that the checksum of data that hold checksums is worth something. */
const masked = (crc: number): number => (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
