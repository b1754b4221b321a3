import type { Network, Node, OperationOf } from '../network.ts';

/** What TensorFlow.js computes in one kernel with the activation behind it. */
const FUSES = new Set(['conv', 'depthwise-conv', 'dense']);

export type Activation = OperationOf<'relu'> | OperationOf<'prelu'>;

/** A node, and the activation that follows it. */
export interface FusedNode {
  readonly node: Node;
  readonly activation?: Activation;
  /** Name of the result: the activation's where there is one. */
  readonly output: string;
}

/** The nodes of a network in their order, each activation put to the layer before it where nothing else reads that layer. */
export function fuseActivations(network: Network): FusedNode[] {
  const activations = new Map<string, Node>();
  for (const node of network.nodes) {
    const [source = ''] = node.inputs;
    if (isActivation(node.operation) && canFuse(network, source)) activations.set(source, node);
  }
  const absorbed = new Set(activations.values());
  return network.nodes.filter((node) => !absorbed.has(node)).map((node) => fused(node, activations.get(node.name)));
}

const isActivation = (operation: Node['operation']): operation is Activation =>
  operation.op === 'relu' || operation.op === 'prelu';

function canFuse({ nodes, outputs }: Network, name: string): boolean {
  const source = nodes.find((node) => node.name === name);
  if (!source || !FUSES.has(source.operation.op)) return false;
  const readers = nodes.filter((node) => node.inputs.includes(name));
  return readers.length === 1 && !Object.values(outputs).includes(name);
}

function fused(node: Node, behind: Node | undefined): FusedNode {
  return behind && isActivation(behind.operation)
    ? { node, activation: behind.operation, output: behind.name }
    : { node, output: node.name };
}
