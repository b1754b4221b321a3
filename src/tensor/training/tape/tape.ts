import { GraphWriter } from '../../onnx/graph.ts';
import type { Attribute, OnnxGraph, OnnxValue } from '../../onnx-graph.ts';
import type { Shape } from '../../shapes.ts';

/** A value of a step's graph: its name there and its shape, feature maps as planes (batch, channels, height, width). */
export interface Variable {
  readonly name: string;
  readonly shape: Shape;
  /** Whether something that is trained lies behind it: no gradient is computed where none is asked for. */
  readonly needsGradient: boolean;
}

/** From the gradient of a result to that of one of its sources; both are names in the graph. */
export type Flow = readonly [source: Variable, backward: (gradient: string) => string];

/**
 * Writes a computation and its gradients into one ONNX graph. Operations note how gradients flow back while they are written down;
 * `gradients` then writes the way back (reverse-mode differentiation).
 */
export class Tape {
  readonly #graph = new GraphWriter();
  readonly #inputs: OnnxValue[] = [];
  readonly #outputs: (OnnxValue & { readonly value: string })[] = [];
  readonly #records: { readonly result: Variable; readonly flows: readonly Flow[] }[] = [];
  #count = 0;

  /** Adds an ONNX operation, and returns the name of its result. */
  op(type: string, inputs: readonly string[], attributes: Readonly<Record<string, Attribute>> = {}): string {
    const name = this.#name(type);
    this.#graph.add(type, inputs, name, attributes);
    return name;
  }

  /** Adds an ONNX operation with two results. */
  pair(type: string, inputs: readonly string[], attributes: Readonly<Record<string, Attribute>>): [string, string] {
    const names: [string, string] = [this.#name(type), this.#name(type)];
    this.#graph.add(type, inputs, names, attributes);
    return names;
  }

  /** Adds operations that make one result, whose name they are given. */
  write(what: string, body: (graph: GraphWriter, result: string) => void): string {
    const name = this.#name(what);
    body(this.#graph, name);
    return name;
  }

  /** The sum over `axes`, which stay with length 1 if asked. */
  sum(x: string, axes: readonly number[], keepdims = false): string {
    return this.op('ReduceSum', [x, this.ints(axes)], { keepdims: keepdims ? 1 : 0 });
  }

  /** The sum of values of one shape, of which there is at least one. The runtime adds two at a time with all threads, and more with one. */
  add(values: readonly string[]): string {
    return values.reduce((sum, value) => this.op('Add', [sum, value]));
  }

  reshape(x: string, shape: readonly number[]): string {
    return this.op('Reshape', [x, this.ints(shape)]);
  }

  /** A scalar. */
  constant(value: number): string {
    return this.#graph.constant(value);
  }

  /** Numbers that stand in the graph. */
  floats(shape: readonly number[], data: Float32Array): string {
    return this.#graph.parameter(this.#name('constant'), { shape, data });
  }

  /** A list of whole numbers, as shapes and axes are given to operations. */
  ints(values: readonly number[]): string {
    const data = BigInt64Array.from(values, BigInt);
    return this.#graph.parameter(`ints ${values.join(' ')}`, { shape: [values.length], data });
  }

  /** A long list of whole numbers; those of one name are the same. */
  table(name: string, values: readonly number[]): string {
    return this.#graph.parameter(`table ${name}`, { shape: [values.length], data: BigInt64Array.from(values, BigInt) });
  }

  /** An input of the graph. */
  input(name: string, shape: Shape, type: OnnxValue['type'] = 'float32'): string {
    this.#inputs.push({ name, shape, type });
    return name;
  }

  /** Makes a value an output of the graph under a name of its own. */
  output(name: string, value: string, shape: Shape): void {
    this.#outputs.push({ name, shape, type: 'float32', value });
  }

  /** A value that gradients are asked for, or that none reach: an input of the graph, as a parameter. */
  leaf(name: string, shape: Shape, needsGradient: boolean): Variable {
    return { name, shape, needsGradient };
  }

  /** A value computed from others, with the ways in which its gradient flows back to them. */
  derive(name: string, shape: Shape, flows: readonly Flow[]): Variable {
    const wanted = flows.filter(([source]) => source.needsGradient);
    const result = { name, shape, needsGradient: wanted.length > 0 };
    if (wanted.length > 0) this.#records.push({ result, flows: wanted });
    return result;
  }

  /** Writes the gradients of a scalar: name of a variable → name of its gradient, which has the variable's shape. */
  gradients(loss: Variable): ReadonlyMap<string, string> {
    const parts = new Map<string, string[]>([[loss.name, [this.constant(1)]]]);
    const gradients = new Map<string, string>();
    const total = (name: string): string | undefined => {
      const found = gradients.get(name) ?? this.#total(parts.get(name) ?? []);
      if (found !== undefined) gradients.set(name, found);
      return found;
    };
    for (const { result, flows } of this.#records.toReversed()) {
      const gradient = total(result.name);
      if (gradient === undefined) continue;
      for (const [{ name }, backward] of flows) parts.set(name, [...(parts.get(name) ?? []), backward(gradient)]);
    }
    for (const name of parts.keys()) total(name);
    return gradients;
  }

  /** What was written, for an engine. */
  graph(name: string): OnnxGraph {
    const { nodes, initializers } = this.#graph.parts();
    const computed = new Set(nodes.flatMap(({ outputs }) => outputs));
    const names = new Map(
      this.#outputs.filter(({ value }) => computed.has(value)).map((each) => [each.value, each.name]),
    );
    const named = (values: readonly string[]): string[] => values.map((value) => names.get(value) ?? value);
    // A copy takes time: only what has another name already, or is no result, is copied.
    const copies = this.#outputs
      .filter(({ name: output, value }) => names.get(value) !== output)
      .map(({ name: output, value }) => ({ type: 'Identity', inputs: [value], outputs: [output] }));
    const all = [...nodes, ...copies].map((node) => ({
      ...node,
      inputs: named(node.inputs),
      outputs: named(node.outputs),
    }));
    return { name, inputs: this.#inputs, outputs: this.#outputs, nodes: all, initializers };
  }

  #total(parts: readonly string[]): string | undefined {
    return parts.length > 0 ? this.add(parts) : undefined;
  }

  #name(what: string): string {
    return `${String(this.#count++)}:${what}`;
  }
}
