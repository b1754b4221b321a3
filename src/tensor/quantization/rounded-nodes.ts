import type { Weights } from '../../core/tensor.ts';
import type { Network, Node, Operation } from '../network.ts';

/** Operations that can compute in integers when what they read is rounded. */
const WHOLE = new Set<Operation['op']>(['conv', 'depthwise-conv', 'add', 'concat', 'max-pool']);
/** Operations whose results are worth rounding when such an operation reads them. */
const ROUNDED = new Set<Operation['op']>([...WHOLE, 'relu', 'prelu']);
/** Operations that are computed together with what they read. */
const FUSED = new Set<Operation['op']>(['relu', 'prelu']);
/** Operations that only move values: what they read and what they give must have the same steps. */
const MOVING = new Set<Operation['op']>(['concat', 'max-pool']);

/**
 * The nodes whose results are to be rounded to bytes, in groups that share their steps. Pixels and the end of the network, from
 * the pooling over the whole map on, stay floats: they are little work, and every error there goes into the embedding.
 */
export function roundedNodes(network: Network): string[][] {
  const groups = new Map<string, string[]>();
  for (const node of network.nodes) {
    if (!isRounded(network, node)) continue;
    const inputs = MOVING.has(node.operation.op) ? node.inputs : [];
    const joined = [node.name, ...new Set(inputs.flatMap((input) => groups.get(input) ?? []))];
    for (const name of joined) groups.set(name, joined);
  }
  return [...new Set(groups.values())];
}

function isRounded(network: Network, { name, operation }: Node): boolean {
  const readers = network.nodes.filter(({ inputs }) => inputs.includes(name));
  return (
    ROUNDED.has(operation.op) &&
    readers.some((reader) => WHOLE.has(reader.operation.op)) &&
    !readers.every((reader) => FUSED.has(reader.operation.op))
  );
}

/** The network with a rounding behind each node for which the weights have a range. */
export function insertRounding(network: Network, weights: Weights): Network {
  const renamed = new Map<string, string>();
  const rename = (name: string): string => renamed.get(name) ?? name;
  const nodes = network.nodes.flatMap((node): Node[] => {
    const after = { ...node, inputs: node.inputs.map(rename) };
    if (!weights.has(`${node.name}/range`)) return [after];
    const rounding: Node = {
      name: `${node.name}/rounded`,
      inputs: [node.name],
      shape: node.shape,
      operation: { op: 'quantise', layer: node.name },
    };
    renamed.set(node.name, rounding.name);
    return [after, rounding];
  });
  return { ...network, nodes };
}
