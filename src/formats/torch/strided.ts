import type { Tensor } from '../../core/tensor.ts';
import { sizeOf } from '../../core/tensor.ts';

/** How a tensor lies in its storage, counted in elements. */
export interface StridedLayout {
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/**
 * Gathers a strided view of a storage into a row-major tensor. A view that reaches beyond the storage, or is larger than it
 * (a broadcast), is not one that a saved parameter has: undefined.
 */
export function gatherStrided(storage: Float32Array, layout: StridedLayout): Tensor<Float32Array> | undefined {
  const { offset, shape, strides } = layout;
  const size = sizeOf(shape);
  const last = shape.reduce((sum, n, axis) => sum + (n - 1) * (strides[axis] ?? 0), offset);
  if (size === 0) return { shape, data: new Float32Array() };
  if (size > storage.length || last >= storage.length) return undefined;
  if (isRowMajor(layout)) return { shape, data: storage.subarray(offset, offset + size) };
  const data = new Float32Array(size);
  let next = 0;
  const gather = (axis: number, at: number): void => {
    const [count, stride] = [shape[axis] ?? 1, strides[axis] ?? 0];
    for (let i = 0; i < count; i++) {
      if (axis >= shape.length - 1) data[next++] = storage[at + i * stride] ?? 0;
      else gather(axis + 1, at + i * stride);
    }
  };
  gather(0, offset);
  return { shape, data };
}

/** Strides of axes with one element say nothing. */
function isRowMajor({ shape, strides }: StridedLayout): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const count = shape[axis] ?? 1;
    if (count > 1 && strides[axis] !== expected) return false;
    expected *= count;
  }
  return true;
}
