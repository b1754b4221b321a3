import type { Random } from '../core/random.ts';
import { sizeOf, type Tensor, type Weights } from '../core/tensor.ts';
import type { Network } from './network.ts';
import { parameterShapes } from './parameters.ts';

/**
 * Weights of the right shapes without a meaning, to measure how long a network takes: that does not depend on them as long as
 * the numbers inside stay of ordinary size, which the range of He et al. 2015 sees to. Biases are zero, slopes ¼.
 */
export function randomWeights(network: Network, random: Random): Weights {
  const tensors = Array.from(parameterShapes(network), ([name, shape]) => [name, fill(name, shape, random)] as const);
  return new Map(tensors);
}

function fill(name: string, shape: readonly number[], random: Random): Tensor<Float32Array> {
  const data = new Float32Array(sizeOf(shape));
  if (name.endsWith('/alpha')) data.fill(0.25);
  if (!name.endsWith('/weights')) return { shape, data };
  const bound = Math.sqrt(6 / sizeOf(shape.slice(0, -1)));
  for (let i = 0; i < data.length; i++) data[i] = (2 * random() - 1) * bound;
  return { shape, data };
}
