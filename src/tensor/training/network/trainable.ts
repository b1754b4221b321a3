import type { Network, Node, Operation } from '../../network.ts';
import type { Shape } from '../../shapes.ts';

/**
 * A network as it is trained: the description that inference executes, in which batch norms and residual scales stand apart from the layers
 * that they are folded into later. A batch norm is gamma · (x − mean) / √(variance + epsilon) + beta, with the parameters `<layer>/gamma`,
 * `<layer>/beta`, `<layer>/mean` and `<layer>/variance`; the layer before it has no biases.
 */
export interface TrainableNetwork extends Omit<Network, 'nodes'> {
  readonly nodes: readonly TrainableNode[];
  /** What inference executes. */
  readonly frozen: Network;
  /** What is apart from the layers, by their names. */
  readonly forms: ReadonlyMap<string, LayerForm>;
}

export interface TrainableNode extends Omit<Node, 'operation'> {
  readonly operation: TrainableOperation;
}

export type TrainableOperation = Operation | BatchNormOperation | DropoutOperation;

export interface BatchNormOperation {
  readonly op: 'batch-norm';
  readonly layer: string;
  readonly epsilon: number;
  /** Without one it is 1. */
  readonly gamma: boolean;
}

/** Each value is kept with probability `keep`, and then divided by it. */
export interface DropoutOperation {
  readonly op: 'dropout';
  readonly keep: number;
}

/** How a layer is trained; of a layer without a form, weights and biases are. */
export interface LayerForm {
  readonly batchNorm?: { readonly epsilon: number; readonly gamma: boolean } | undefined;
  /** What the result is multiplied with. */
  readonly factor?: number | undefined;
  /** Dropout of what enters the layer: the probability that a value is kept. */
  readonly keep?: number | undefined;
}

export type LayerOperation = Extract<Operation, { readonly op: 'conv' | 'depthwise-conv' | 'dense' }>;

export const isLayer = (operation: TrainableOperation): operation is LayerOperation =>
  operation.op === 'conv' || operation.op === 'depthwise-conv' || operation.op === 'dense';

/** The trainable form of a description. `formOf` says what is apart from a layer. */
export function toTrainable(
  network: Network,
  formOf: (layer: LayerOperation) => LayerForm = () => ({}),
): TrainableNetwork {
  const forms = new Map<string, LayerForm>();
  const shapes = new Map([[network.input.name, network.input.shape], ...network.nodes.map(shapeByName)]);
  const nodes = network.nodes.flatMap((node): TrainableNode[] => {
    const { operation } = node;
    if (!isLayer(operation)) return [node];
    const form = formOf(operation);
    forms.set(operation.layer, form);
    return expand(node, operation, { ...form, before: shapes.get(node.inputs[0] ?? '') ?? [] });
  });
  return { ...network, nodes, frozen: network, forms };
}

const shapeByName = ({ name, shape }: Node): readonly [string, Shape] => [name, shape];

/** Dropout, the layer, its batch norm and its factor, as far as there are any; the last one has the node's name. */
function expand(
  node: Node,
  operation: LayerOperation,
  { batchNorm, factor, keep, before }: LayerForm & { readonly before: Shape },
): TrainableNode[] {
  const { layer } = operation;
  const steps: TrainableOperation[] = [
    ...(keep === undefined ? [] : [{ op: 'dropout', keep } as const]),
    batchNorm ? { ...operation, bias: false } : operation,
    ...(batchNorm ? [{ op: 'batch-norm', layer, ...batchNorm } as const] : []),
    ...(factor === undefined ? [] : [{ op: 'scale', factor } as const]),
  ];
  const nameOf = (step: number): string => (step === steps.length - 1 ? node.name : `${node.name}/${String(step)}`);
  return steps.map((step, i) => ({
    name: nameOf(i),
    inputs: i === 0 ? node.inputs : [nameOf(i - 1)],
    shape: step.op === 'dropout' ? before : node.shape,
    operation: step,
  }));
}
