import { FacekitError } from '../core/errors.ts';
import type { Tensor, Weights } from '../core/tensor.ts';

/**
 * A parameter of the shape that the description expects.
 *
 * @throws FacekitError `weights-missing`, `weights-shape`.
 */
export function readParameter(
  weights: Weights,
  name: string,
  shape: readonly number[],
): Tensor<Float32Array> {
  const tensor = weights.get(name);
  if (!tensor)
    throw new FacekitError('weights-missing', `Expected a parameter ${name} in the weights but found none; is this the weight file of another network?`); // prettier-ignore
  if (tensor.shape.join() !== shape.join())
    throw new FacekitError('weights-shape', `Expected ${name} of shape (${shape.join(', ')}) but found (${tensor.shape.join(', ')}); is this the weight file of another network?`); // prettier-ignore
  return tensor;
}
