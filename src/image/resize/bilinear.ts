import { usageError } from '../../core/errors.ts';
import type { RgbImage } from '../../core/image.ts';
import { kernels, openScratch, type Scratch } from '../../kernels/kernels.ts';

/** Weights are integers of this many fractional bits: the largest with which sums of bytes fit 32 bits. */
const PRECISION_BITS = 22;

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
    throw usageError(`Expected a width and a height of at least 1 whole pixel but received ${width}×${height}.`);
  }
  const columnFilter = triangleFilter(image.width, width, 3);
  const rowFilter = triangleFilter(image.height, height, width * 3);
  return { width, height, data: applyFilters(image, columnFilter, rowFilter) };
}

/** How each output is made of inputs, as src/kernels/assembly/bilinear.ts reads it. */
interface Filter {
  readonly outputs: Int32Array;
  readonly count: number;
  /** Int32 values an output. */
  readonly stride: number;
}

/** Weights are split: as two int16 the kernel multiplies them fastest. */
const LOWER_BITS = 11;
const LOWER_MASK = (1 << LOWER_BITS) - 1;

/**
 * `precompute_coeffs` and `normalize_coeffs_8bpc`.
 *
 * @param step bytes from one input to the next
 */
function triangleFilter(inputs: number, count: number, step: number): Filter {
  const scale = inputs / count;
  const support = Math.max(scale, 1);
  const perSupport = 1 / support;
  const pairs = Math.ceil(support) + 1;
  const shares = new Float64Array(pairs * 2);
  const stride = 2 + pairs * 2;
  const outputs = new Int32Array(count * stride);
  const halfWeights = new Int16Array(outputs.buffer);
  for (let i = 0, o = 0; i < count; i++, o += stride) {
    const centre = (i + 0.5) * scale;
    const from = Math.max(Math.trunc(centre - support + 0.5), 0);
    const taps = Math.min(Math.trunc(centre + support + 0.5), inputs) - from;
    let total = 0;
    for (let k = 0; k < taps; k++) {
      const share = Math.max(0, 1 - Math.abs((k + from - centre + 0.5) * perSupport));
      shares[k] = share;
      total += share;
    }
    outputs[o] = from * step;
    outputs[o + 1] = Math.ceil(taps / 2);
    for (let k = 0; k < taps; k++) {
      const weight = Math.trunc(((shares[k] as number) / total) * (1 << PRECISION_BITS) + 0.5);
      const lower = (o + 2 + (k & ~1)) * 2 + (k & 1);
      halfWeights[lower] = weight & LOWER_MASK;
      halfWeights[lower + 2] = weight >> LOWER_BITS;
    }
  }
  return { outputs, count, stride };
}

/** Both passes, with the image between them in scratch memory. */
function applyFilters({ width, height, data }: RgbImage, columns: Filter, rows: Filter): Uint8Array {
  const rowBytes = columns.count * 3;
  // One row more: filters of an odd number of rows read another, to which they give no weight.
  const betweenBytes = (height + 1) * rowBytes;
  const resizedBytes = rows.count * rowBytes;
  const filterBytes = columns.outputs.byteLength + rows.outputs.byteLength;
  const scratch = openScratch(data.length + filterBytes + betweenBytes + resizedBytes, 5);
  const pixels = scratch.uint8(data.length);
  pixels.set(data);
  const between = scratch.uint8(betweenBytes).byteOffset;
  const resized = scratch.uint8(resizedBytes);
  kernels.resizeColumns(
    pixels.byteOffset,
    width * 3,
    height,
    addressOf(columns, scratch),
    columns.stride * 4,
    columns.count,
    between,
  );
  kernels.resizeRows(between, rowBytes, addressOf(rows, scratch), rows.stride * 4, rows.count, resized.byteOffset);
  return resized.slice();
}

/** Copies a filter to where the kernels can read it. */
function addressOf({ outputs }: Filter, scratch: Scratch): number {
  const copy = scratch.int32(outputs.length);
  copy.set(outputs);
  return copy.byteOffset;
}
