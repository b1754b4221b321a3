import { sizeOf } from '../../../core/tensor.ts';
import type { OnnxGraph } from '../../onnx-graph.ts';
import { move } from '../gradients/batch-norm.ts';
import { weightedSum, type WriteLoss } from '../losses/loss.ts';
import { weightDecay } from '../losses/squares.ts';
import { isStatistic, kindOf, layerOf, trainedShapes } from '../network/trained-parameters.ts';
import type { TrainableNetwork } from '../network/trainable.ts';
import type { Optimiser } from '../optimisers/optimiser.ts';
import { known } from '../tape/sizes.ts';
import { Tape, type Variable } from '../tape/tape.ts';
import { writeForward, type DropoutMask, type Forward } from './forward.ts';
import { runtimeShapes } from './runtime-shapes.ts';

/** What is trained, and how. */
export interface StepPlan {
  readonly network: TrainableNetwork;
  /** Images of a step. */
  readonly batch: number;
  readonly loss: WriteLoss;
  readonly optimiser: Optimiser;
  /** Layers that stay as they are; their batch norms have the moving statistics. Default: none. */
  readonly isFrozen?: ((layer: string) => boolean) | undefined;
  /** All batch norms have the moving statistics, which stay; gamma and beta are trained. Default false. */
  readonly freezeStatistics?: boolean | undefined;
  /** L2 regularisation of weights, not of biases: half the sum of their squares times this is added to the loss. Default 0. */
  readonly weightDecay?: number | undefined;
  /** Keep moving averages of all parameters. */
  readonly averages?: boolean | undefined;
  /** Give out the gradients too: `gradient <name>`, in the runtime's order of axes. */
  readonly gradients?: boolean | undefined;
}

/** One step as a graph: forward, backward, update. */
export interface StepGraph {
  readonly model: OnnxGraph;
  readonly masks: readonly DropoutMask[];
  /** Parameters and state that come back as `next <name>`. */
  readonly updated: readonly string[];
  /** Inputs that have one axis, whatever the shape: what they are fed, by their names. */
  readonly flattened: ReadonlyMap<string, string>;
  /** Shapes of what the loss remembers. */
  readonly states: ReadonlyMap<string, readonly number[]>;
}

/** Scalars that every step is given. */
export const RATE = 'learning rate';
export const AVERAGE_DECAY = 'average decay';
export const STATISTICS_DECAY = 'statistics decay';

export const nextOf = (name: string): string => `next ${name}`;
/** A parameter as its update sees it, a second input with the same numbers: to flatten the first one would copy it. */
export const flatOf = (name: string): string => `flat ${name}`;
export const averageOf = (name: string): string => `${name}/average`;
export const slotOf = (name: string, slot: string): string => `${name}/${slot}`;

/** Names of the parameters that have gradients. */
export const trainedNames = ({ network, isFrozen = () => false }: StepPlan): string[] =>
  [...trainedShapes(network).keys()].filter((name) => !isStatistic(name) && !isFrozen(layerOf(name)));

/** Writes one step of training: forward, backward and update. */
export function writeStep(plan: StepPlan): StepGraph {
  const writer = new StepWriter(plan);
  writer.write();
  return writer.graph();
}

/** Writes the network alone, in training mode: its outputs for a batch, without an update. */
export function writeTrainingForward(plan: StepPlan): {
  readonly model: OnnxGraph;
  readonly masks: readonly DropoutMask[];
} {
  const tape = new Tape();
  const { outputs, masks } = forwardOf(tape, plan, parameterVariables(tape, plan, []));
  for (const [name, { name: source, shape }] of Object.entries(outputs)) tape.output(name, source, shape);
  return { model: tape.graph(plan.network.name), masks };
}

function parameterVariables(tape: Tape, plan: StepPlan, trainedOnes: readonly string[]): Map<string, Variable> {
  const trained = new Set(trainedOnes);
  return new Map(
    Array.from(runtimeShapes(plan.network), ([name, shape]) => [
      name,
      tape.leaf(tape.input(name, shape), shape, trained.has(name)),
    ]),
  );
}

function forwardOf(tape: Tape, plan: StepPlan, parameters: ReadonlyMap<string, Variable>): Forward {
  const { network, batch, isFrozen = () => false, freezeStatistics = false } = plan;
  const followsBatch = (layer: string): boolean => !freezeStatistics && !isFrozen(layer);
  const decay = tape.input(STATISTICS_DECAY, []);
  return writeForward(network, { tape, batch, parameters, followsBatch, decay });
}

class StepWriter {
  readonly #plan: StepPlan;
  readonly #tape = new Tape();
  readonly #parameters: ReadonlyMap<string, Variable>;
  readonly #updated: string[] = [];
  readonly #states = new Map<string, readonly number[]>();
  readonly #flattened = new Map<string, string>();
  #masks: readonly DropoutMask[] = [];

  constructor(plan: StepPlan) {
    this.#plan = plan;
    this.#parameters = parameterVariables(this.#tape, plan, trainedNames(plan));
  }

  write(): void {
    const forward = forwardOf(this.#tape, this.#plan, this.#parameters);
    this.#masks = forward.masks;
    const loss = this.#plan.loss(this.#tape, forward.outputs);
    for (const [name, { name: source, shape }] of Object.entries(loss.outputs ?? {}))
      this.#tape.output(name, source, shape);
    for (const [name, { shape, next }] of Object.entries(loss.states ?? {})) {
      this.#states.set(name, shape);
      this.#next(name, this.#flat(next));
    }
    const gradients = this.#tape.gradients(this.#regularised(loss.total));
    const after = new Map([...forward.statistics, ...this.#descend(gradients)]);
    for (const [name, value] of after) this.#next(name, value);
    if (this.#plan.averages) this.#average(after);
  }

  graph(): StepGraph {
    const model = this.#tape.graph(this.#plan.network.name);
    return { model, masks: this.#masks, updated: this.#updated, states: this.#states, flattened: this.#flattened };
  }

  #variable(name: string): Variable {
    const variable = this.#parameters.get(name);
    if (!variable) throw new Error(`Expected a parameter ${name}`);
    return variable;
  }

  /** The loss, as it is told; with weight decay also what that adds. */
  #regularised(loss: Variable): Variable {
    const { weightDecay: factor = 0 } = this.#plan;
    const weights = [...this.#parameters.values()].filter((v) => v.needsGradient && kindOf(v.name) === 'weights');
    if (factor === 0 || weights.length === 0) return this.#tell('loss', loss);
    const decay = this.#tell('regularisation', weightDecay(this.#tape, weights, factor));
    return this.#tell('loss', weightedSum(this.#tape, [[1, loss], [1, decay]])); // prettier-ignore
  }

  #tell(name: string, value: Variable): Variable {
    this.#tape.output(name, value.name, []);
    return value;
  }

  #descend(gradients: ReadonlyMap<string, string>): [string, string][] {
    const { optimiser } = this.#plan;
    const rate = this.#tape.input(RATE, []);
    return trainedNames(this.#plan).flatMap((name): [string, string][] => {
      const { shape } = this.#variable(name);
      const gradient = gradients.get(name);
      if (gradient === undefined) return [];
      if (this.#plan.gradients) this.#tape.output(`gradient ${name}`, gradient, shape);
      const slots = Object.keys(optimiser.slots).map((slot) => [slot, this.#flatInput(slotOf(name, slot), { shape })]);
      const update = {
        ...{ parameter: this.#flatInput(flatOf(name), { shape, from: name }), gradient: this.#flat(gradient), rate },
        slots: Object.fromEntries(slots) as Record<string, string>,
      };
      const { parameter, slots: after } = optimiser.update(this.#tape, update);
      for (const [slot, value] of Object.entries(after)) this.#next(slotOf(name, slot), value);
      return [[name, parameter]];
    });
  }

  /** average ← parameter + decay · (average − parameter). */
  #average(after: ReadonlyMap<string, string>): void {
    const decay = this.#tape.input(AVERAGE_DECAY, []);
    for (const [name, value] of after) {
      const before = this.#flatInput(averageOf(name), { shape: this.#variable(name).shape });
      this.#next(averageOf(name), move(this.#tape, before, value, decay));
    }
  }

  #flatInput(name: string, { shape, from = name }: { shape: Variable['shape']; from?: string }): string {
    this.#flattened.set(name, from);
    return this.#tape.input(name, [sizeOf(known(shape))]);
  }

  /** What is updated has one axis: broadcasting over axes of length 1, which weights of 1×1 convolutions end in, is slow. */
  #flat(value: string): string {
    return this.#tape.reshape(value, [-1]);
  }

  #next(name: string, value: string): void {
    this.#tape.output(nextOf(name), value, ['numbers']);
    this.#updated.push(name);
  }
}
