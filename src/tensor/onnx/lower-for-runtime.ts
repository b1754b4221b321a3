import type { Weights } from '../../core/tensor.ts';
import type { Network } from '../network.ts';
import { optimizeForOnnxRuntime } from './optimize-for-onnxruntime.ts';
import { lowerToOnnx } from './lower-network.ts';
import type { OnnxModel } from './protobuf-encoder.ts';

/** A network as ONNX Runtime gets it. Takes time and memory once for all sessions of the model. Throws as `lowerToOnnx`. */
export function lowerForRuntime(network: Network, weights: Weights): OnnxModel {
  const optimized = optimizeForOnnxRuntime(network, weights);
  return lowerToOnnx(optimized.network, optimized.weights);
}
