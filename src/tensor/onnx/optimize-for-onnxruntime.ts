import type { Weights } from '../../core/tensor.ts';
import { foldStandardise } from './fold-standardise.ts';
import type { Network } from '../network.ts';
import { padChannels } from './pad-channels.ts';
import { rewritePrelu } from './rewrite-prelu.ts';

/** The same network, put so that ONNX Runtime computes it faster; the numbers change by float32 rounding only. */
export function optimizeForOnnxRuntime(network: Network, weights: Weights): { network: Network; weights: Weights } {
  const folded = foldStandardise(network, weights);
  const rewritten = rewritePrelu(folded.network, folded.weights);
  return padChannels(rewritten.network, rewritten.weights);
}
