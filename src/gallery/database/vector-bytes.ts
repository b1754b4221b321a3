const HEAD_BYTES = 4;
const FLOAT_BYTES = 4;

/** An embedding as pgvector takes it in binary: how many numbers, two bytes that mean nothing, the numbers as float32, all big-endian. */
export function vectorBytes(embedding: Float32Array): Buffer {
  const bytes = Buffer.alloc(HEAD_BYTES + embedding.length * FLOAT_BYTES);
  bytes.writeInt16BE(embedding.length, 0);
  for (const [i, number] of embedding.entries()) bytes.writeFloatBE(number, HEAD_BYTES + i * FLOAT_BYTES);
  return bytes;
}
