import type { OperationOf } from '../../network.ts';
import { lowerStandardise } from '../../onnx/lower-standardise.ts';
import { maxout, prelu, relu, sigmoid, softmax } from '../gradients/activations.ts';
import { batchNorm, frozenBatchNorm } from '../gradients/batch-norm.ts';
import { conv, type LayerVariables } from '../gradients/conv.ts';
import { convByProduct } from '../gradients/conv-by-product.ts';
import { dense, flatten } from '../gradients/dense.ts';
import { depthwiseConv } from '../gradients/depthwise-conv.ts';
import { l2Normalise } from '../gradients/l2-normalise.ts';
import { placeWindow, type PlacedWindow } from '../gradients/placed-window.ts';
import { localResponseNorm } from '../gradients/local-response-norm.ts';
import { maxPool } from '../gradients/max-pool.ts';
import { averagePool, globalAveragePool, l2Pool } from '../gradients/pooling.ts';
import { resizeTo } from '../gradients/resize-to.ts';
import { add, concat, dropout, scale, upsample } from '../gradients/shaping.ts';
import { layersByProduct } from '../network/products.ts';
import type { BatchNormOperation, LayerOperation, TrainableNetwork, TrainableNode } from '../network/trainable.ts';
import { known, planes } from '../tape/sizes.ts';
import type { Tape, Variable } from '../tape/tape.ts';
import { poolFirst } from './pool-first.ts';

export interface ForwardOptions {
  readonly tape: Tape;
  /** Images of a batch: the sizes of a graph of training are known. */
  readonly batch: number;
  readonly parameters: ReadonlyMap<string, Variable>;
  /** Whether the batch norm of a layer has the statistics of the batch, or the moving ones, which then stay. */
  readonly followsBatch: (layer: string) => boolean;
  /** Layers that are convolved by products. Default: `layersByProduct`. */
  readonly products?: ReadonlySet<string> | undefined;
  /** What remains of moving statistics in a step: the name of a scalar. */
  readonly decay: string;
}

export interface Forward {
  /** The result of each node, by the node's name. */
  readonly values: ReadonlyMap<string, Variable>;
  readonly outputs: Readonly<Record<string, Variable>>;
  /** Moving statistics after this step, by the names of their parameters. */
  readonly statistics: ReadonlyMap<string, string>;
  /** Inputs of the graph that hold the factors of dropout. */
  readonly masks: readonly DropoutMask[];
}

export interface DropoutMask {
  readonly name: string;
  readonly shape: readonly number[];
  readonly keep: number;
}

/** Writes a network in training mode onto the tape. Its images are the input of the description's name. */
export function writeForward(network: TrainableNetwork, options: ForwardOptions): Forward {
  const writer = new ForwardWriter(network, options);
  for (const node of poolFirst(network.nodes, Object.values(network.outputs))) writer.write(node);
  return writer.forward();
}

const POOLINGS = { 'max-pool': maxPool, 'average-pool': averagePool, 'l2-pool': l2Pool };
/** Operations that have nothing but their input. */
const PLAIN = { 'global-average-pool': globalAveragePool, relu, sigmoid, softmax };

class ForwardWriter {
  readonly #network: TrainableNetwork;
  readonly #options: ForwardOptions;
  readonly #values = new Map<string, Variable>();
  readonly #products: ReadonlySet<string>;
  readonly #statistics = new Map<string, string>();
  readonly #masks: DropoutMask[] = [];

  constructor(network: TrainableNetwork, options: ForwardOptions) {
    this.#network = network;
    this.#products = options.products ?? layersByProduct(network.nodes);
    this.#options = options;
    const { name, shape, type } = network.input;
    const sizes = [options.batch, ...shape.slice(1)];
    this.#values.set(name, options.tape.leaf(options.tape.input(name, sizes, type), sizes, false));
  }

  write(node: TrainableNode): void {
    const [x, ...others] = node.inputs.map((name) => this.#value(name));
    if (!x) throw new Error(`Expected an input of ${node.name}`);
    this.#values.set(node.name, this.#compute(node, x, others));
  }

  forward(): Forward {
    const outputs = Object.entries(this.#network.outputs).map(([name, source]) => [name, this.#value(source)]);
    return {
      values: this.#values,
      outputs: Object.fromEntries(outputs) as Record<string, Variable>,
      statistics: this.#statistics,
      masks: this.#masks,
    };
  }

  #value(name: string): Variable {
    const value = this.#values.get(name);
    if (!value) throw new Error(`Expected ${name} to be described before it is used`);
    return value;
  }

  #compute({ operation, name }: TrainableNode, x: Variable, others: readonly Variable[]): Variable {
    const { tape } = this.#options;
    switch (operation.op) {
      case 'standardise':
        return this.#standardise(x, operation);
      case 'conv':
        return this.#conv(x, operation);
      case 'depthwise-conv':
        return depthwiseConv(tape, x, this.#layer(operation), place(x, operation));
      case 'dense':
        return dense(tape, flatten(tape, x), this.#layer(operation));
      case 'batch-norm':
        return this.#batchNorm(x, operation);
      case 'prelu':
        return prelu(tape, x, this.#parameter(`${operation.layer}/alpha`));
      case 'max-pool':
      case 'average-pool':
      case 'l2-pool':
        return POOLINGS[operation.op](tape, x, place(x, operation));
      case 'local-response-norm':
        return localResponseNorm(tape, x, operation);
      case 'maxout':
        return maxout(tape, x, operation.pieces);
      case 'global-average-pool':
      case 'relu':
      case 'sigmoid':
      case 'softmax':
        return PLAIN[operation.op](tape, x);
      case 'add':
        return others.reduce((sum, other) => add(tape, sum, other), x);
      case 'concat':
        return concat(tape, [x, ...others]);
      case 'scale':
        return scale(tape, x, operation.factor);
      case 'l2-normalise':
        return l2Normalise(tape, x, operation.epsilon);
      case 'upsample':
        return upsample(tape, x, operation.factor);
      case 'dropout':
        return dropout(tape, x, this.#mask(x, operation.keep));
      case 'resize-to':
        return resizeTo(tape, x, sizeLike(others[0]));
      case 'quantise':
        throw new Error(`Expected a network of floats but ${name} rounds its input`);
    }
  }

  #parameter(name: string): Variable {
    const parameter = this.#options.parameters.get(name);
    if (!parameter) throw new Error(`Expected a parameter ${name}`);
    return parameter;
  }

  #layer({ layer, bias }: LayerOperation): LayerVariables {
    const weights = this.#parameter(`${layer}/weights`);
    return { weights, biases: bias ? this.#parameter(`${layer}/biases`) : undefined };
  }

  #conv(x: Variable, operation: OperationOf<'conv'>): Variable {
    const write = this.#products.has(operation.layer) ? convByProduct : conv;
    return write(this.#options.tape, x, this.#layer(operation), place(x, operation));
  }

  #batchNorm(x: Variable, { layer, epsilon, gamma }: BatchNormOperation): Variable {
    const { tape, followsBatch, decay } = this.#options;
    const statistic = (kind: 'mean' | 'variance'): string => this.#parameter(`${layer}/${kind}`).name;
    const norm = {
      gamma: gamma ? this.#parameter(`${layer}/gamma`) : undefined,
      beta: this.#parameter(`${layer}/beta`),
      mean: statistic('mean'),
      variance: statistic('variance'),
    };
    if (!followsBatch(layer)) return frozenBatchNorm(tape, x, norm, epsilon);
    const { result, mean, variance } = batchNorm(tape, x, norm, { epsilon, decay });
    this.#statistics.set(`${layer}/mean`, mean).set(`${layer}/variance`, variance);
    return result;
  }

  #mask(x: Variable, keep: number): string {
    const shape = known(x.shape);
    const name = this.#options.tape.input(`dropout ${String(this.#masks.length)}`, shape);
    this.#masks.push({ name, shape, keep });
    return name;
  }

  /** Images, channels-last, become standardised planes. Gradients end here: the result is a leaf. */
  #standardise(images: Variable, { standardisation }: OperationOf<'standardise'>): Variable {
    const { tape } = this.#options;
    const [batch = 1, height = 1, width = 1, channels = 3] = known(images.shape);
    const isBytes = this.#network.input.type === 'uint8';
    const result = tape.write('standardise', (graph, output) => {
      lowerStandardise(graph, { input: images.name, output, standardisation, isBytes, shape: images.shape });
    });
    return tape.leaf(result, [batch, channels, height, width], false);
  }
}

function place(x: Variable, window: Parameters<typeof placeWindow>[0]): PlacedWindow {
  const [, , height, width] = planes(x.shape);
  return placeWindow(window, [height, width]);
}

function sizeLike(map: Variable | undefined): readonly [rows: number, columns: number] {
  const [, , rows, columns] = planes(map?.shape ?? []);
  return [rows, columns];
}
