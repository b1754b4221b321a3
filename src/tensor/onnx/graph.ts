import type { Attribute, OnnxNode, OnnxTensor } from '../onnx-graph.ts';

/** Collects the nodes and parameters of an ONNX graph under construction. */
export class GraphWriter {
  readonly #nodes: OnnxNode[] = [];
  readonly #initializers = new Map<string, OnnxTensor>();

  /** Adds one operation with its result, or results. */
  add(
    type: string,
    inputs: readonly string[],
    output: string | readonly string[],
    attributes: Record<string, Attribute> = {},
  ): void {
    this.#nodes.push({ type, inputs, outputs: typeof output === 'string' ? [output] : output, attributes });
  }

  /** Adds operations one behind the other; only the last result has the name `output`. */
  chain(
    inputs: readonly string[],
    output: string,
    steps: readonly (readonly [type: string, attributes?: Record<string, Attribute>])[],
  ): void {
    let from = inputs;
    steps.forEach(([type, attributes], step) => {
      const to = step === steps.length - 1 ? output : `${output}/${String(step)}`;
      this.add(type, from, to, attributes);
      from = [to];
    });
  }

  /** Names a parameter; the same name twice is the same parameter. */
  parameter(name: string, { shape, data }: Omit<OnnxTensor, 'name'>): string {
    this.#initializers.set(name, { name, shape, data });
    return name;
  }

  /** A scalar. */
  constant(value: number): string {
    return this.parameter(`constant ${String(value)}`, { shape: [], data: Float32Array.of(value) });
  }

  parts(): { nodes: readonly OnnxNode[]; initializers: readonly OnnxTensor[] } {
    return { nodes: this.#nodes, initializers: [...this.#initializers.values()] };
  }
}
