import { usageError } from '../core/errors.ts';
import type { RgbImage } from '../core/image.ts';

/** Weights are integers of this many fractional bits: the largest with which sums of bytes fit 32 bits. */
const PRECISION_BITS = 22;
const HALF = 1 << (PRECISION_BITS - 1);

/**
 * Resizes as Pillow's `image.resize((width, height), Image.BILINEAR)` does, byte for byte: a triangle filter, widened
 * when the image shrinks, over the columns and then over the rows (libImaging/Resample.c). `align_dataset_mtcnn.py`
 * makes its crops this way, through `scipy.misc.imresize`.
 *
 * @throws FacekitError `usage` when width or height is not a whole number above 0.
 */
export function resizeBilinear(image: RgbImage, width: number, height: number): RgbImage {
  const isSize = (value: number): boolean => Number.isInteger(value) && value > 0;
  if (!isSize(width) || !isSize(height)) {
    throw usageError(
      `Expected a width and a height of at least 1 whole pixel but received ${width}×${height}.`,
    );
  }
  return resizeRows(resizeColumns(image, width), height);
}

/** The inputs of each output are `first[i]` and the `count[i] − 1` after it; their weights begin at i × stride. */
interface Filter {
  readonly first: Int32Array;
  readonly count: Int32Array;
  readonly weight: Int32Array;
  readonly stride: number;
}

/** `precompute_coeffs` and `normalize_coeffs_8bpc`. */
function triangleFilter(inputs: number, outputs: number): Filter {
  const scale = inputs / outputs;
  const support = Math.max(scale, 1);
  const stride = Math.ceil(support) * 2 + 1;
  const first = new Int32Array(outputs);
  const count = new Int32Array(outputs);
  const weight = new Int32Array(outputs * stride);
  for (let i = 0; i < outputs; i++) {
    const centre = (i + 0.5) * scale;
    const from = Math.max(Math.trunc(centre - support + 0.5), 0);
    const to = Math.min(Math.trunc(centre + support + 0.5), inputs);
    const shares = Array.from({ length: to - from }, (_, k) =>
      Math.max(0, 1 - Math.abs((k + from - centre + 0.5) * (1 / support))),
    );
    const total = shares.reduce((sum, share) => sum + share, 0);
    first[i] = from;
    count[i] = to - from;
    shares.forEach((share, k) => {
      weight[i * stride + k] = Math.trunc((share / total) * (1 << PRECISION_BITS) + 0.5);
    });
  }
  return { first, count, weight, stride };
}

/**
 * All arithmetic is that of 32-bit integers, and said to be: otherwise the compiler, which cannot know that the sums fit, takes
 * floating-point numbers and needs twice the time.
 */
function resizeColumns({ width: inputs, height, data }: RgbImage, width: number): RgbImage {
  const { first, count, weight, stride } = triangleFilter(inputs, width);
  const resized = new Uint8Array(width * height * 3);
  for (let y = 0, o = 0; y < height; y++) {
    for (let x = 0; x < width; x++, o += 3) {
      let red = HALF;
      let green = HALF;
      let blue = HALF;
      let i = (y * inputs + (first[x] as number)) * 3;
      const start = x * stride;
      const end = start + (count[x] as number);
      for (let k = start; k < end; k++, i += 3) {
        const share = weight[k] as number;
        red = (red + Math.imul(data[i] as number, share)) | 0;
        green = (green + Math.imul(data[i + 1] as number, share)) | 0;
        blue = (blue + Math.imul(data[i + 2] as number, share)) | 0;
      }
      resized[o] = red >> PRECISION_BITS;
      resized[o + 1] = green >> PRECISION_BITS;
      resized[o + 2] = blue >> PRECISION_BITS;
    }
  }
  return { width, height, data: resized };
}

/** Few filters are higher than three rows: those are added up without a loop. */
function resizeRows({ width, height: inputs, data }: RgbImage, height: number): RgbImage {
  const { first, count, weight, stride } = triangleFilter(inputs, height);
  const rowBytes = width * 3;
  const resized = new Uint8Array(rowBytes * height);
  for (let y = 0, o = 0; y < height; y++) {
    const w = y * stride;
    const rows = count[y] as number;
    // Weights behind the last row of a filter are zero, whatever row they are then of.
    const [share0, share1, share2] = [weight[w] as number, weight[w + 1] as number, weight[w + 2] as number];
    const start = (first[y] as number) * rowBytes;
    const toSecond = rows > 1 ? rowBytes : 0;
    const toThird = rows > 2 ? 2 * rowBytes : 0;
    for (let i = start; i < start + rowBytes; i++, o++) {
      let sum = HALF + Math.imul(data[i] as number, share0);
      sum = (sum + Math.imul(data[i + toSecond] as number, share1)) | 0;
      sum = (sum + Math.imul(data[i + toThird] as number, share2)) | 0;
      for (let k = 3, pixel = i + 3 * rowBytes; k < rows; k++, pixel += rowBytes)
        sum = (sum + Math.imul(data[pixel] as number, weight[w + k] as number)) | 0;
      resized[o] = sum >> PRECISION_BITS;
    }
  }
  return { width, height, data: resized };
}
