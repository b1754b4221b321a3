import type { TrainableNode } from '../network/trainable.ts';

/**
 * Where a ReLU is only there for a max-pool, the pool first: the values are the same, and so are the gradients, since places that have one value
 * only behind the ReLU have 0 there, and no gradient. The ReLU then has a smaller map, and so has its gradient.
 *
 * @param outputs names of nodes that are wanted outside
 */
export function poolFirst(nodes: readonly TrainableNode[], outputs: readonly string[]): readonly TrainableNode[] {
  const uses = [...nodes.flatMap(({ inputs }) => inputs), ...outputs];
  const isFor = (relu: TrainableNode, pool: TrainableNode | undefined): pool is TrainableNode =>
    relu.operation.op === 'relu' &&
    pool?.operation.op === 'max-pool' &&
    pool.inputs[0] === relu.name &&
    uses.filter((name) => name === relu.name).length === 1;
  return nodes.flatMap((node, i): TrainableNode[] => {
    const [before, behind] = [nodes[i - 1], nodes[i + 1]];
    if (isFor(node, behind))
      return [
        { ...behind, name: node.name, inputs: node.inputs },
        { ...node, name: behind.name, inputs: [node.name], shape: behind.shape },
      ];
    return before && isFor(before, node) ? [] : [node];
  });
}
