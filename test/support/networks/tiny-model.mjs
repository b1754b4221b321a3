/** An embedder of a user's own, as far as the store is concerned; in JavaScript, since the fuzzers run without a compiler. */
export const TINY_INFO = {
  name: 'tiny',
  role: 'embedder',
  description: 'a tiny one',
  origin: { kind: 'import' },
  licence: 'CC0-1.0',
  architecture: 'inception-resnet-v1',
  inputSize: 8,
  alignment: { kind: 'box', margin: 3 },
  standardisation: 'per-image',
  dimension: 2,
};

export const TINY_WEIGHTS = new Map([
  ['a/weights', { shape: [1, 2], data: Float32Array.of(1, -2.5) }],
  ['a/biases', { shape: [2], data: Float32Array.of(0.5, -0.25) }],
]);

/** hashlib over b"a/biases 2\n", the float32 bytes, b"a/weights 1x2\n", the float32 bytes. */
export const TINY_SHA256 = '309fed13eb3a3c59433dc066fa6597d3ae9bdb458656630cad0aa0798e38108d';

export const TINY_SOURCE = { form: 'npy-folder', sha256: 'ab'.repeat(32) };
