/** Element types of weights that are read; all become float32. */
export type FloatType = 'float16' | 'float32' | 'float64';

export const FLOAT_BYTES: Readonly<Record<FloatType, number>> = { float16: 2, float32: 4, float64: 8 };

/**
 * Little-endian numbers as float32, in memory of its own. float64 is rounded to nearest, what does not fit becomes
 * infinite. A rest that is shorter than one number is left out.
 */
export function decodeFloats(bytes: Uint8Array, type: FloatType): Float32Array {
  const length = Math.floor(bytes.length / FLOAT_BYTES[type]);
  // Not `slice`, which for a Buffer is a view.
  const { buffer } = new Uint8Array(bytes.subarray(0, length * FLOAT_BYTES[type]));
  if (type === 'float32') return new Float32Array(buffer);
  if (type === 'float64') return Float32Array.from(new Float64Array(buffer));
  return Float32Array.from(new Uint16Array(buffer), float16ToNumber);
}

/** IEEE 754 binary16: a sign bit, five bits of exponent, ten of fraction. */
function float16ToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
