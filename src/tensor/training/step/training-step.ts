import { sizeOf, type Tensor, type Weights } from '../../../core/tensor.ts';
import { seededRandom } from '../../../core/seeded-random.ts';
import type { Engine, Session } from '../../engine.ts';
import { readParameter } from '../../parameters.ts';
import { layoutOf, type Layout } from '../network/layout.ts';
import { trainedShapes } from '../network/trained-parameters.ts';
import type { DropoutMask } from './forward.ts';
import {
  AVERAGE_DECAY,
  averageOf,
  nextOf,
  RATE,
  slotOf,
  STATISTICS_DECAY,
  trainedNames,
  writeStep,
  writeTrainingForward,
  type StepGraph,
  type StepPlan,
} from './write-step.ts';

type Parameter = Tensor<Float32Array>;
type Inputs = Readonly<Record<string, Tensor>>;
type Results = Record<string, Tensor<Float32Array>>;

/** Where a training begins: at the first step, or where another one was left. */
export interface TrainingState {
  readonly parameters: Weights;
  /** What the optimiser and the averages remember. Absent at the first step. */
  readonly memory?: Weights | undefined;
  /** Steps that are done. Default 0. */
  readonly steps?: number | undefined;
  /** Of dropout. Default 0. */
  readonly seed?: number | undefined;
  /** The largest part of a moving average that remains in a step; in the first ones it is (1 + t) / (10 + t). Default 0.9999. */
  readonly averageDecay?: number | undefined;
  /**
   * The largest part of moving means and variances that remains in a step. Default 0.995, as FaceNet, which has it from the first step on: of a short
   * training its statistics would be those before it.
   */
  readonly statisticsDecay?: number | undefined;
}

/** A network in training. Its steps come one after the other. */
export interface TrainingStep extends AsyncDisposable {
  /** Steps that are done, those of an earlier run included. */
  readonly steps: number;
  /**
   * One step: forward, backward, update.
   *
   * @param inputs the images, and what else the loss asks for
   * @returns `loss`, `regularisation` where there is weight decay, and the outputs of the loss
   */
  step(inputs: Inputs, learningRate: number): Promise<Results>;
  /** The network's outputs for a batch as a step would see them, with the same dropout; nothing is updated. */
  forward(images: Tensor): Promise<Results>;
  /** The parameters as they are stored. */
  parameters(): Weights;
  /** The moving averages of the parameters; those that are not trained as they are. */
  averages(): Weights;
  /** What the optimiser and the averages remember, to go on from another time. */
  memory(): Weights;
  dispose(): Promise<void>;
}

/**
 * Opens a training on ONNX Runtime. With the same engine, plan, state and inputs it gives the same bytes on one thread.
 *
 * @throws FacekitError `weights-missing`, `weights-shape` when the parameters, or the memory, are not those of this plan.
 */
export async function openTrainingStep(engine: Engine, plan: StepPlan, state: TrainingState): Promise<TrainingStep> {
  const graph = writeStep(plan);
  const session = await engine.loadGraph(graph.model);
  return new OnnxTrainingStep({ engine, plan, graph, session, state });
}

interface Parts {
  readonly engine: Engine;
  readonly plan: StepPlan;
  readonly graph: StepGraph;
  readonly session: Session;
  readonly state: TrainingState;
}

class OnnxTrainingStep implements TrainingStep {
  readonly #parts: Parts;
  readonly #layout: Layout;
  /** In the runtime's order of axes. */
  readonly #parameters: Map<string, Parameter>;
  readonly #memory: Map<string, Parameter>;
  #forward: { readonly session: Session; readonly masks: readonly DropoutMask[] } | undefined;
  #steps: number;

  constructor(parts: Parts) {
    const { plan, state } = parts;
    this.#parts = parts;
    this.#layout = layoutOf(plan.network);
    this.#steps = state.steps ?? 0;
    this.#parameters = new Map(
      Array.from(trainedShapes(plan.network), ([name, shape]) => [
        name,
        this.#layout.toRuntime(name, readParameter(state.parameters, name, shape)),
      ]),
    );
    this.#memory = this.#recall(state.memory);
  }

  get steps(): number {
    return this.#steps;
  }

  async step(inputs: Inputs, learningRate: number): Promise<Results> {
    const { graph, session, plan, state } = this.#parts;
    const number = this.#steps + 1;
    const early = (1 + number) / (10 + number);
    const results = await session.run({
      ...inputs,
      ...this.#fed(),
      ...this.#masks(graph.masks),
      [RATE]: scalar(plan.optimiser.rateAt?.(learningRate, number) ?? learningRate),
      [STATISTICS_DECAY]: scalar(Math.min(state.statisticsDecay ?? 0.995, early)),
      ...(plan.averages && { [AVERAGE_DECAY]: scalar(Math.min(state.averageDecay ?? 0.9999, early)) }),
    });
    for (const name of graph.updated) this.#take(name, results[nextOf(name)]);
    this.#steps = number;
    const told = Object.entries(results).filter(([name]) => !graph.updated.includes(name.replace(/^next /, '')));
    return Object.fromEntries(told);
  }

  async forward(images: Tensor): Promise<Results> {
    const { engine, plan } = this.#parts;
    if (!this.#forward) {
      const { model, masks } = writeTrainingForward(plan);
      this.#forward = { session: await engine.loadGraph(model), masks };
    }
    const { session, masks } = this.#forward;
    return session.run({
      [plan.network.input.name]: images,
      [STATISTICS_DECAY]: scalar(1),
      ...Object.fromEntries(this.#parameters),
      ...this.#masks(masks),
    });
  }

  parameters(): Weights {
    return this.#stored(this.#parameters);
  }

  averages(): Weights {
    const averaged = Array.from(
      this.#parameters,
      ([name, parameter]) => [name, this.#memory.get(averageOf(name)) ?? parameter] as const,
    );
    return this.#stored(new Map(averaged));
  }

  memory(): Weights {
    return new Map(this.#memory);
  }

  async dispose(): Promise<void> {
    await this.#parts.session.dispose();
    await this.#forward?.session.dispose();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }

  #stored(parameters: ReadonlyMap<string, Parameter>): Weights {
    return new Map(Array.from(parameters, ([name, parameter]) => [name, this.#layout.toStored(name, parameter)]));
  }

  #take(name: string, value: Parameter | undefined): void {
    const all = this.#parameters.has(name) ? this.#parameters : this.#memory;
    const before = all.get(name);
    if (!value || !before) throw new Error(`Expected ${name} before and after the step`);
    all.set(name, { shape: before.shape, data: value.data });
  }

  /** Parameters and memory as the graph has them; what is flat there shares its numbers with the parameter. */
  #fed(): Record<string, Parameter> {
    const all = new Map([...this.#parameters, ...this.#memory]);
    const flat = Array.from(this.#parts.graph.flattened, ([input, name]): [string, Parameter] => {
      const data = all.get(name)?.data ?? new Float32Array();
      return [input, { shape: [data.length], data }];
    });
    return Object.fromEntries([...all, ...flat]);
  }

  /** What is remembered of every parameter and by the loss, from an earlier run or as it begins. In the runtime's order of axes. */
  #recall(memory: Weights | undefined): Map<string, Parameter> {
    const { plan } = this.#parts;
    const { slots } = plan.optimiser;
    const trained = trainedNames(plan);
    const recalled = new Map<string, Parameter>();
    const recall = (name: string, shape: readonly number[], first: () => Float32Array): void => {
      recalled.set(name, memory ? readParameter(memory, name, shape) : { shape, data: first() });
    };
    for (const [name, { shape, data }] of this.#parameters) {
      const isTrained = trained.includes(name);
      if (isTrained)
        for (const [slot, initial] of Object.entries(slots))
          recall(slotOf(name, slot), shape, () => new Float32Array(data.length).fill(initial));
      if (plan.averages && this.#parts.graph.updated.includes(averageOf(name)))
        recall(averageOf(name), shape, () => data);
    }
    for (const [name, shape] of this.#parts.graph.states) recall(name, shape, () => new Float32Array(sizeOf(shape)));
    return recalled;
  }

  /** Dropout depends on the seed and the step alone: a run that goes on has that of one that was not interrupted. */
  #masks(masks: readonly DropoutMask[]): Record<string, Parameter> {
    const { seed = 0 } = this.#parts.state;
    return Object.fromEntries(
      masks.map(({ name, shape, keep }, i) => {
        const random = seededRandom(seed, this.#steps * masks.length + i);
        const data = Float32Array.from({ length: sizeOf(shape) }, () => (random() < keep ? 1 / keep : 0));
        return [name, { shape, data }];
      }),
    );
  }
}

const scalar = (value: number): Parameter => ({ shape: [], data: Float32Array.of(value) });
