import type { InputSpec, Network, Node, Operation, ResponseNorm, Standardisation } from './network.ts';
import { channelsOf, multiple, spatial, windowed, type Padding, type Shape, type Size, type Window } from './shapes.ts';

export interface WindowOptions {
  /** Side of a square kernel, or [height, width]. */
  readonly kernel: number | readonly [height: number, width: number];
  /** Default 1. */
  readonly stride?: number;
  /** Default `valid`. */
  readonly padding?: Padding;
}
export interface ConvOptions extends WindowOptions {
  readonly filters: number;
  /** Default true. */
  readonly bias?: boolean;
}
export type DepthwiseOptions = WindowOptions & { readonly bias?: boolean };
export interface DenseOptions {
  readonly units: number;
  /** Default true. */
  readonly bias?: boolean;
}

/** Writes a network down: `body` receives the image batch and returns the outputs by name. */
export function describeNetwork(
  name: string,
  input: InputSpec,
  body: (image: Value) => Readonly<Record<string, Value>>,
): Network {
  const nodes: Node[] = [];
  const outputs = body(new Value(nodes, input.name, input.shape));
  return {
    name,
    input,
    nodes,
    outputs: Object.fromEntries(Object.entries(outputs).map(([key, value]) => [key, value.name])),
  };
}

/** A batch of square or free-size RGB images of bytes. */
export const images = (height: Size, width: Size, type: InputSpec['type'] = 'uint8'): InputSpec => ({
  name: 'images',
  type,
  shape: ['batch', height, width, 3],
});

/** A value in a network under description. Each method adds one node and returns its result. */
export class Value {
  readonly #nodes: Node[];
  readonly name: string;
  readonly shape: Shape;

  constructor(nodes: Node[], name: string, shape: Shape) {
    this.#nodes = nodes;
    this.name = name;
    this.shape = shape;
  }

  standardise(standardisation: Standardisation): Value {
    return this.#then({ op: 'standardise', standardisation }, this.shape);
  }

  conv(layer: string, options: ConvOptions): Value {
    const { filters, bias = true } = options;
    const window = windowOf(options);
    return this.#then({ op: 'conv', layer, filters, bias, ...window }, windowed(this.shape, window, filters));
  }

  depthwiseConv(layer: string, options: DepthwiseOptions): Value {
    const window = windowOf(options);
    const shape = windowed(this.shape, window, channelsOf(this.shape));
    return this.#then({ op: 'depthwise-conv', layer, bias: options.bias ?? true, ...window }, shape);
  }

  maxPool(options: WindowOptions): Value {
    const window = windowOf(options);
    return this.#then({ op: 'max-pool', ...window }, windowed(this.shape, window, channelsOf(this.shape)));
  }

  /** The mean over each window; padding does not count. */
  averagePool(options: WindowOptions): Value {
    const window = windowOf(options);
    return this.#then({ op: 'average-pool', ...window }, windowed(this.shape, window, channelsOf(this.shape)));
  }

  /** The root of the sum of squares over each window; padding is 0. */
  l2Pool(options: WindowOptions): Value {
    const window = windowOf(options);
    return this.#then({ op: 'l2-pool', ...window }, windowed(this.shape, window, channelsOf(this.shape)));
  }

  /** Each number divided by what the channels around it are like: see `ResponseNorm`. */
  localResponseNorm(norm: ResponseNorm): Value {
    return this.#then({ op: 'local-response-norm', ...norm }, this.shape);
  }

  /** The mean over height and width: (batch, channels). */
  globalAveragePool(): Value {
    const [batch, , , channels] = spatial(this.shape);
    return this.#then({ op: 'global-average-pool' }, [batch, channels]);
  }

  /** A fully connected layer over (height, width, channels) flattened: (batch, units). */
  dense(layer: string, { units, bias = true }: DenseOptions): Value {
    return this.#then({ op: 'dense', layer, units, bias }, [this.#batch(), units]);
  }

  relu(): Value {
    return this.#then({ op: 'relu' }, this.shape);
  }

  /** The largest of every `pieces` neighbouring features: (batch, features / pieces). */
  maxout(pieces: number): Value {
    return this.#then({ op: 'maxout', pieces }, [this.#batch(), channelsOf(this.shape) / pieces]);
  }

  /** 1 / (1 + exp(−x)). */
  sigmoid(): Value {
    return this.#then({ op: 'sigmoid' }, this.shape);
  }

  /** max(x, 0) + alpha · min(x, 0), one alpha a channel. */
  prelu(layer: string): Value {
    return this.#then({ op: 'prelu', layer }, this.shape);
  }

  /** Over the last axis. */
  softmax(): Value {
    return this.#then({ op: 'softmax' }, this.shape);
  }

  add(other: Value): Value {
    return this.#then({ op: 'add' }, this.shape, [this, other]);
  }

  scale(factor: number): Value {
    return this.#then({ op: 'scale', factor }, this.shape);
  }

  /** x / √max(Σx², epsilon) over the features of (batch, features), as `tf.nn.l2_normalize`. */
  l2Normalise(epsilon = 1e-10): Value {
    return this.#then({ op: 'l2-normalise', epsilon }, this.shape);
  }

  /** A map of `factor` times the height and the width: each pixel becomes factor × factor equal ones. */
  upsample(factor: number): Value {
    const [batch, height, width, channels] = spatial(this.shape);
    return this.#then({ op: 'upsample', factor }, [batch, multiple(height, factor), multiple(width, factor), channels]);
  }

  /** This map in the height and width of another one: bilinear, the outermost pixels of both on each other (`align_corners`). */
  resizeTo(other: Value): Value {
    const [batch, , , channels] = spatial(this.shape);
    const [, height, width] = spatial(other.shape);
    return this.#then({ op: 'resize-to' }, [batch, height, width, channels], [this, other]);
  }

  /** Rounded to one of 256 steps, whose size and place are the parameter `<layer>/range`. */
  quantise(layer: string): Value {
    return this.#then({ op: 'quantise', layer }, this.shape);
  }

  /** This and the others, one behind the other along the channels. */
  concat(...others: Value[]): Value {
    const parts = [this, ...others];
    const channels = parts.reduce((sum, part) => sum + channelsOf(part.shape), 0);
    return this.#then({ op: 'concat' }, [...this.shape.slice(0, -1), channels], parts);
  }

  #batch(): Size {
    const [batch] = this.shape;
    if (batch === undefined) throw new Error('Expected a batch axis');
    return batch;
  }

  #then(operation: Operation, shape: Shape, inputs: readonly Value[] = [this]): Value {
    const name = `${String(this.#nodes.length)}:${'layer' in operation ? operation.layer : operation.op}`;
    this.#nodes.push({ name, inputs: inputs.map((value) => value.name), shape, operation });
    return new Value(this.#nodes, name, shape);
  }
}

function windowOf({ kernel, stride = 1, padding = 'valid' }: WindowOptions): Window {
  return { kernel: typeof kernel === 'number' ? [kernel, kernel] : kernel, stride, padding };
}
