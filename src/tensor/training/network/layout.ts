import type { Tensor } from '../../../core/tensor.ts';
import { permuteConv, permuteDepthwise, transpose } from '../../permute.ts';
import { isLayer, type TrainableNetwork } from './trainable.ts';

type Parameter = Tensor<Float32Array>;

/** Brings parameters from the order of axes in which they are stored into the runtime's, and back. */
export interface Layout {
  toRuntime(name: string, parameter: Parameter): Parameter;
  toStored(name: string, parameter: Parameter): Parameter;
}

const CONV_TO_STORED = [2, 3, 1, 0];
const DEPTHWISE_TO_STORED = [2, 3, 0, 1];

/** Of the weights of convolutions; everything else lies the same way in both. */
export function layoutOf({ nodes }: Pick<TrainableNetwork, 'nodes'>): Layout {
  const kinds = new Map<string, string>(
    nodes.flatMap(({ operation }) =>
      isLayer(operation) ? [[`${operation.layer}/weights`, operation.op] as const] : [],
    ),
  );
  return {
    toRuntime(name, parameter) {
      const kind = kinds.get(name);
      if (kind === 'conv') return permuteConv(parameter);
      return kind === 'depthwise-conv' ? permuteDepthwise(parameter) : parameter;
    },
    toStored(name, parameter) {
      const kind = kinds.get(name);
      if (kind === 'conv') return transpose(parameter, CONV_TO_STORED);
      return kind === 'depthwise-conv' ? transpose(parameter, DEPTHWISE_TO_STORED) : parameter;
    },
  };
}
