import { sizeOf } from '../../core/tensor.ts';
import type { Network, Node, Operation } from '../network.ts';
import { parametersOf } from '../parameters.ts';
import { channelsOf, featuresOf, type Shape } from '../shapes.ts';

/** What a layer or a network of them takes. */
export interface Cost {
  /** Numbers that are learnt. A layer that shares those of an earlier row has 0. */
  readonly parameters: number;
  /** Multiplications that are added up (MACs) for one image, of convolutions and dense layers: what papers count. */
  readonly macs: number;
}

/** A row of a network's table, as papers have them. */
export interface LayerCost extends Cost {
  /** Name of the layer; of a node without parameters its operation. */
  readonly name: string;
  /** What it computes, and the activation behind it: `conv`, `relu`. */
  readonly operations: readonly Operation[];
  /** Shape of the result of one image: height, width, channels, or features. */
  readonly output: readonly number[];
}

/** What each layer of a network of known sizes has and does. Activations are told with the layer before them. */
export function layerCosts(network: Network): LayerCost[] {
  const shapes = new Map<string, Shape>([[network.input.name, network.input.shape]]);
  const rows: LayerCost[] = [];
  const counted = new Set<string>();
  let told = '';
  for (const node of network.nodes) {
    const cost = costOf(node, shapes.get(node.inputs[0] ?? '') ?? [], counted);
    const before = node.inputs[0] === told && isActivation(node) ? rows.pop() : undefined;
    rows.push(before ? joined(before, cost) : cost);
    shapes.set(node.name, node.shape);
    told = node.name;
  }
  return rows;
}

const ACTIVATIONS: readonly Operation['op'][] = ['relu', 'prelu', 'sigmoid', 'softmax'];
const isActivation = ({ operation }: Node): boolean => ACTIVATIONS.includes(operation.op);

/** @param counted names of parameters that earlier rows have told of; those of this one are added */
function costOf(node: Node, before: Shape, counted: Set<string>): LayerCost {
  const { operation } = node;
  const own = parametersOf(node, before).filter(([name]) => !counted.has(name));
  for (const [name] of own) counted.add(name);
  return {
    name: 'layer' in operation ? operation.layer : operation.op,
    operations: [operation],
    output: node.shape.slice(1).map(Number),
    parameters: own.reduce((sum, [, shape]) => sum + sizeOf(shape), 0),
    macs: macsOf(node, before),
  };
}

const joined = (layer: LayerCost, activation: LayerCost): LayerCost => ({
  ...layer,
  operations: [...layer.operations, ...activation.operations],
  parameters: layer.parameters + activation.parameters,
});

function macsOf({ operation, shape }: Node, before: Shape): number {
  switch (operation.op) {
    case 'conv':
      return featuresOf(shape) * sizeOf(operation.kernel) * channelsOf(before);
    case 'depthwise-conv':
      return featuresOf(shape) * sizeOf(operation.kernel);
    case 'dense':
      return featuresOf(before) * operation.units;
    default:
      return 0;
  }
}
