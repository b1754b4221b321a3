import type { Weights } from '../../../src/core/tensor.ts';
import type { ModelSource, NetworkInfo } from '../../../src/models/model-info.ts';

export const TINY_INFO: NetworkInfo;
export const TINY_WEIGHTS: Weights;
export const TINY_SHA256: string;
export const TINY_SOURCE: ModelSource;
