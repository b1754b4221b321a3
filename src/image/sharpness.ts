import type { GreyImage } from './grey.ts';

/**
 * How sharp a picture is: the variance of its Laplacian (4 neighbours; the outermost pixels are left out) as a share of the
 * variance of its grey levels, so that dim light and a faint print do not count as blur. 0 for a picture of one colour; photographs of
 * one size can be compared, those of different sizes cannot.
 *
 * The variance of the Laplacian is the usual measure: Pech-Pacheco et al., "Diatom autofocusing in brightfield microscopy", 2000.
 */
export function sharpness({ width, height, data }: GreyImage): number {
  const laplacian = new Float32Array(Math.max(width - 2, 0) * Math.max(height - 2, 0));
  for (let y = 1, o = 0; y < height - 1; y++) {
    for (let x = 1, i = y * width + 1; x < width - 1; x++, i++) {
      const around =
        (data[i - 1] as number) + (data[i + 1] as number) + (data[i - width] as number) + (data[i + width] as number);
      laplacian[o++] = around - 4 * (data[i] as number);
    }
  }
  const contrast = variance(data);
  return contrast === 0 || laplacian.length === 0 ? 0 : variance(laplacian) / contrast;
}

function variance(values: Float32Array): number {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    sum += value;
    squares += value * value;
  }
  return Math.max(0, squares / values.length - (sum / values.length) ** 2);
}
