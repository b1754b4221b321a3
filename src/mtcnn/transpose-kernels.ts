import type { Tensor, Weights } from '../core/tensor.ts';
import { transpose } from '../tensor/permute.ts';

/** Dense layers that read a feature map, and its side. */
const DENSE_AFTER_MAP: Readonly<Record<string, number>> = {
  'rnet/conv4/weights': 3,
  'onet/conv5/weights': 3,
};

/**
 * FaceNet's networks see every image transposed, x down and y to the right, as MATLAB stored it. These weights do the same
 * with an upright image: the two axes of each kernel change places, and so do the rows of the dense layers behind a map.
 */
export const transposeKernels = (weights: Weights): Weights =>
  new Map(Array.from(weights, ([name, tensor]) => [name, upright(name, tensor)]));

function upright(name: string, tensor: Tensor<Float32Array>): Tensor<Float32Array> {
  if (tensor.shape.length === 4) return transpose(tensor, [1, 0, 2, 3]);
  const side = DENSE_AFTER_MAP[name];
  const [inputs = 0, units = 0] = tensor.shape;
  if (side === undefined) return tensor;
  const map = { shape: [side, side, inputs / side ** 2, units], data: tensor.data };
  return { shape: tensor.shape, data: transpose(map, [1, 0, 2, 3]).data };
}
