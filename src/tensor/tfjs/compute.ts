import type * as tfjs from '@tensorflow/tfjs-core';
import type { Range } from '../parameters.ts';
import type { Tf } from './graph/value.ts';

/** Computes one node from its inputs. What else it allocates, the caller's `tidy` releases. */
export type Compute = (inputs: readonly tfjs.Tensor[]) => tfjs.Tensor;

/** What the operations of one network are made with. */
export interface Workshop {
  readonly tf: Tf;
  /** A parameter on the backend, checked for its shape. */
  readonly parameter: (name: string, shape: readonly number[]) => tfjs.Tensor;
  /** The weights of a layer; int8 with scales becomes floats. */
  readonly layerWeights: (
    layer: { readonly layer: string; readonly outputs: number },
    shape: readonly number[],
  ) => tfjs.Tensor;
  readonly range: (layer: string) => Range;
}

/** An input that the description says there is. */
export function given(tensor: tfjs.Tensor | undefined): tfjs.Tensor {
  if (!tensor) throw new Error('Expected an input of the operation');
  return tensor;
}

/** One of height, width and channels. */
export const map = (tensor: tfjs.Tensor | undefined): tfjs.Tensor4D => given(tensor) as tfjs.Tensor4D;
