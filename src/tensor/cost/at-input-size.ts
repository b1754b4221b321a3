import type { Network, Node } from '../network.ts';
import { channelsOf, multiple, spatial, windowed, type Shape } from '../shapes.ts';

/** The same network for images of one size: its shapes are numbers, but for the batch. Sizes that a description knows must be these. */
export function atInputSize(network: Network, height: number, width: number): Network {
  const input = {
    ...network.input,
    shape: [network.input.shape[0] ?? 'batch', height, width, channelsOf(network.input.shape)],
  };
  const shapes = new Map<string, Shape>([[input.name, input.shape]]);
  const nodes = network.nodes.map((node) => {
    const before = shapes.get(node.inputs[node.operation.op === 'resize-to' ? 1 : 0] ?? '');
    if (!before) throw new Error(`Expected the input of ${node.name} to be described before it`);
    const shape = shapeAfter(node, before);
    shapes.set(node.name, shape);
    return { ...node, shape };
  });
  return { ...network, input, nodes };
}

function shapeAfter({ operation, shape }: Node, before: Shape): Shape {
  if (shape.length !== 4) return shape;
  if ('kernel' in operation) return windowed(before, operation, channelsOf(shape));
  const [batch, height, width] = spatial(before);
  const factor = operation.op === 'upsample' ? operation.factor : 1;
  return [batch, multiple(height, factor), multiple(width, factor), channelsOf(shape)];
}
