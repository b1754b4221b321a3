import { crc32 } from '../../core/encoding/crc32.ts';

/** The bytes of an embedding, without a copy. */
export const bytesOfRow = (row: Float32Array): Uint8Array => new Uint8Array(row.buffer, row.byteOffset, row.byteLength);

/** The CRC-32 of an embedding's bytes. */
export const crcOfRow = (row: Float32Array): number => crc32(bytesOfRow(row));
