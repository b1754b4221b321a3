import type { Tensor } from '../core/tensor.ts';
import type { Size } from './shapes.ts';

type Parameter = Tensor<Float32Array>;

/** (height, width, inputs, filters) → (filters, inputs, height, width). */
export const permuteConv = (kernels: Parameter): Parameter => transpose(kernels, [3, 2, 0, 1]);

/** (height, width, channels, 1) → (channels, 1, height, width). */
export const permuteDepthwise = (kernels: Parameter): Parameter => transpose(kernels, [2, 3, 0, 1]);

/** Rows counted over (height, width, channels) → rows counted over (channels, height, width). */
export function permuteDense({ shape, data }: Parameter, featureMap: readonly Size[]): Parameter {
  const [, height, width, channels] = featureMap as readonly [Size, number, number, number];
  const units = shape[1] ?? 1;
  const spread = transpose({ shape: [height, width, channels, units], data }, [2, 0, 1, 3]);
  return { shape, data: spread.data };
}

/** The tensor with its axes in another order: axis i of the result is axis `order[i]` of the source. */
export function transpose({ shape, data }: Parameter, order: readonly number[]): Parameter {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, n) => product * n, 1));
  const outShape = order.map((axis) => shape[axis] ?? 1);
  const outStrides = order.map((axis) => strides[axis] ?? 0);
  const out = new Float32Array(data.length);
  const position = outShape.map(() => 0);
  let source = 0;
  for (let i = 0; i < out.length; i++) {
    out[i] = data[source] ?? 0;
    for (let axis = outShape.length - 1; axis >= 0; axis--) {
      const [size = 1, stride = 0, at = 0] = [outShape[axis], outStrides[axis], position[axis]];
      if (at + 1 < size) {
        position[axis] = at + 1;
        source += stride;
        break;
      }
      position[axis] = 0;
      source -= stride * at;
    }
  }
  return { shape: outShape, data: out };
}
