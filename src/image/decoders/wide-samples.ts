/** Values of white of the samples that people store in 16 or 32 bits, or as floats. */
const WHITES: readonly number[] = [255, 1023, 4095, 65_535];

/** Floats from 0 to 1 may overshoot; an image from 0 to 255 whose lightest sample is this dark would be black. */
const BRIGHTEST_FRACTION = 16;

/**
 * The value that is white in an image whose lightest sample is `most`: the smallest usual one that is not below it. Cameras and scanners of 10
 * or 12 bits store their samples in 16 as they are, and taken for 16 bits such an image is black.
 *
 * @param floats whether the samples are floating-point numbers, whose white may be 1
 */
export function whiteOf(most: number, floats: boolean): number {
  if (floats && most < BRIGHTEST_FRACTION) return 1;
  return WHITES.find((white) => Math.floor(most) <= white) ?? 2 ** 32 - 1;
}

/** The lightest sample; what is no number does not count. */
export function lightest(samples: Float32Array | Uint16Array): number {
  let most = 0;
  for (let i = 0; i < samples.length; i++) {
    const value = samples[i] as number;
    if (value > most) most = value;
  }
  return most;
}

/** Samples of one or three channels in 8 bits and three channels; below 0 is black, above white is white. */
export function toRgbBytes(samples: Float32Array | Uint16Array, channels: 1 | 3, white: number): Uint8Array {
  const data = new Uint8Array((samples.length / channels) * 3);
  const factor = 255 / white;
  for (let i = 0; i < samples.length; i++) {
    const value = Math.round(Math.min(255, Math.max(0, (samples[i] as number) * factor || 0)));
    if (channels === 3) data[i] = value;
    else data.fill(value, i * 3, i * 3 + 3);
  }
  return data;
}
