import { isLayer, type TrainableNetwork } from '../network/trainable.ts';
import { layersByProduct } from '../network/products.ts';
import { kindOf, layerOf, trainedShapes } from '../network/trained-parameters.ts';

/** The shapes of a network's parameters in the runtime's order of axes. */
export function runtimeShapes(
  network: TrainableNetwork,
  products = layersByProduct(network.nodes),
): Map<string, readonly number[]> {
  const kinds = new Map<string, string>(
    network.nodes.flatMap(({ operation }) => (isLayer(operation) ? [[operation.layer, operation.op] as const] : [])),
  );
  return new Map(
    Array.from(trainedShapes(network), ([name, shape]) => {
      const kind = kindOf(name) === 'weights' ? kinds.get(layerOf(name)) : undefined;
      const [height = 1, width = 1, inputs = 1, outputs = 1] = shape;
      if (kind === 'conv' && products.has(layerOf(name))) return [name, [outputs, height * width * inputs]];
      if (kind === 'conv') return [name, [outputs, inputs, height, width]];
      return [name, kind === 'depthwise-conv' ? [inputs, outputs, height, width] : shape];
    }),
  );
}
