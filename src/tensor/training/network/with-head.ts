import type { Network } from '../../network.ts';
import { channelsOf } from '../../shapes.ts';

/** The layer that tells the classes apart. */
export const HEAD = 'Logits';

/**
 * An embedder with a layer that tells `classes` people apart, which is of use in training only: outputs `embedding`, `prelogits` (the embedding
 * before it is brought to length 1) and `logits`.
 */
export function withHead(network: Network, classes: number): Network {
  const embedding = network.nodes.find(({ name }) => name === network.outputs.embedding);
  const [prelogits = ''] = embedding?.operation.op === 'l2-normalise' ? embedding.inputs : [];
  const before = network.nodes.find(({ name }) => name === prelogits);
  if (!before || channelsOf(before.shape) < 1)
    throw new Error(`Expected ${network.name} to end in an embedding of length 1`);
  const head = {
    name: HEAD,
    inputs: [prelogits],
    shape: ['batch', classes],
    operation: { op: 'dense', layer: HEAD, units: classes, bias: true } as const,
  };
  return { ...network, nodes: [...network.nodes, head], outputs: { ...network.outputs, prelogits, logits: HEAD } };
}
