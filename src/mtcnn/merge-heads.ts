import { FacekitError } from '../core/errors.ts';
import type { Tensor, Weights } from '../core/tensor.ts';
import { PNET_HEADS } from './networks.ts';

/** The layers of FaceNet's P-Net for the logits and for the regression. */
const PARTS = ['pnet/conv4-1', 'pnet/conv4-2'] as const;

/**
 * One layer out of the two that end the P-Net: they look at the same features, and the runtime convolves whole blocks of filters, of which
 * 2 and 4 fill no more than 6 do.
 *
 * @throws FacekitError `weights-missing`
 */
export function mergeHeads(weights: Weights): Weights {
  const joined = new Map(weights);
  for (const parameter of ['weights', 'biases']) {
    const [first, second] = PARTS.map((part) => partOf(weights, `${part}/${parameter}`));
    if (first && second) joined.set(`${PNET_HEADS}/${parameter}`, sideBySide(first, second));
  }
  return joined;
}

function partOf(weights: Weights, name: string): Tensor<Float32Array> {
  const tensor = weights.get(name);
  if (tensor) return tensor;
  throw new FacekitError('weights-missing', `Expected a parameter ${name} in the weights but found none.`);
}

/** Two tensors, one behind the other along their last axis. */
function sideBySide(first: Tensor<Float32Array>, second: Tensor<Float32Array>): Tensor<Float32Array> {
  const [left, right] = [first.shape.at(-1) ?? 0, second.shape.at(-1) ?? 0];
  const data = new Float32Array(first.data.length + second.data.length);
  for (let row = 0; row * left < first.data.length; row++) {
    data.set(first.data.subarray(row * left, (row + 1) * left), row * (left + right));
    data.set(second.data.subarray(row * right, (row + 1) * right), row * (left + right) + left);
  }
  return { shape: [...first.shape.slice(0, -1), left + right], data };
}
