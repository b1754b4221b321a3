import type { Tensor } from '../../../core/tensor.ts';
import { permuteConv, permuteDepthwise, transpose } from '../../permute.ts';
import { layersByProduct } from './products.ts';
import { trainedShapes } from './trained-parameters.ts';
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
export function layoutOf(network: TrainableNetwork, products = layersByProduct(network.nodes)): Layout {
  const { nodes } = network;
  const shapes = trainedShapes(network);
  const kinds = new Map<string, string>(
    nodes.flatMap(({ operation }) =>
      isLayer(operation)
        ? [[`${operation.layer}/weights`, products.has(operation.layer) ? 'product' : operation.op] as const]
        : [],
    ),
  );
  return {
    toRuntime(name, parameter) {
      const kind = kinds.get(name);
      if (kind === 'conv') return permuteConv(parameter);
      if (kind === 'product') return toProduct(parameter);
      return kind === 'depthwise-conv' ? permuteDepthwise(parameter) : parameter;
    },
    toStored(name, parameter) {
      const kind = kinds.get(name);
      if (kind === 'conv') return transpose(parameter, CONV_TO_STORED);
      if (kind === 'product') return fromProduct(parameter, shapes.get(name) ?? []);
      return kind === 'depthwise-conv' ? transpose(parameter, DEPTHWISE_TO_STORED) : parameter;
    },
  };
}

/** To (filters, height · width · channels), and back. */
function toProduct(parameter: Parameter): Parameter {
  const { shape, data } = transpose(parameter, [3, 0, 1, 2]);
  const [filters = 1, ...rest] = shape;
  return { shape: [filters, rest.reduce((product, size) => product * size, 1)], data };
}

function fromProduct({ data }: Parameter, stored: readonly number[]): Parameter {
  return transpose({ shape: [...stored.slice(-1), ...stored.slice(0, -1)], data }, [1, 2, 3, 0]);
}
