import { type Tensor } from '../../../src/core/tensor.ts';
import { describeNetwork, type Value } from '../../../src/tensor/describe.ts';
import type { Engine } from '../../../src/tensor/engine.ts';
import type { WriteLoss } from '../../../src/tensor/training/losses/loss.ts';
import { layoutOf } from '../../../src/tensor/training/network/layout.ts';
import { toTrainable, type LayerForm, type TrainableNetwork } from '../../../src/tensor/training/network/trainable.ts';
import { isStatistic } from '../../../src/tensor/training/network/trained-parameters.ts';
import { writeForward } from '../../../src/tensor/training/step/forward.ts';
import { runtimeShapes } from '../../../src/tensor/training/step/runtime-shapes.ts';
import { Tape } from '../../../src/tensor/training/tape/tape.ts';
import { transpose } from '../../../src/tensor/permute.ts';
import { toWeights, type StoredTensor } from '../networks/stored-tensors.ts';

/** A layer in front of everything that hands on what it gets: the gradient of its result is that of the input. */
const ENTRY = 'entry';

export interface GradientCase {
  readonly input: StoredTensor;
  readonly weights: Readonly<Record<string, StoredTensor>>;
  readonly body: (x: Value) => Value;
  readonly forms?: ((layer: string) => LayerForm) | undefined;
  readonly loss: WriteLoss;
  readonly frozenStatistics?: boolean | undefined;
  /** Layers that are convolved by products, as those on small maps of many channels are. */
  readonly products?: ReadonlySet<string> | undefined;
  /** Inputs of the loss. */
  readonly feeds?: Readonly<Record<string, Tensor>> | undefined;
}

type Results = Record<string, Tensor<Float32Array>>;

/** Runs a network in training mode: its `result`, `loss`, and the gradients of the input and of all parameters, as they are stored. */
export async function computeGradients(engine: Engine, each: GradientCase): Promise<Results> {
  const { input, weights, forms = () => ({}), feeds = {} } = each;
  const network = toTrainable(describeCase(each), ({ layer }) => (layer === ENTRY ? {} : forms(layer)));
  const tape = new Tape();
  const outputs = writeGradients(tape, network, each);
  await using session = await engine.loadGraph(tape.graph('gradients'));
  const channels = input.shape[3] ?? 1;
  const entry = Float32Array.from({ length: channels ** 2 }, (_, i) => (i % (channels + 1) === 0 ? 1 : 0));
  const layout = layoutOf(network, each.products);
  const parameters = [
    ...toWeights(weights),
    [`${ENTRY}/weights`, { shape: [1, 1, channels, channels], data: entry }] as const,
  ].map(([name, tensor]) => [name, layout.toRuntime(name, tensor)]);
  const results = await session.run({
    images: { shape: input.shape, data: Float32Array.from(input.data) },
    ...(Object.fromEntries(parameters) as Record<string, Tensor>),
    ...feeds,
  });
  return Object.fromEntries(
    outputs.map((name) => [name, stored(name, results[name], (key, value) => layout.toStored(key, value))]),
  );
}

const describeCase = ({ input, body }: GradientCase) =>
  describeNetwork('case', { name: 'images', type: 'float32', shape: ['batch', ...input.shape.slice(1)] }, (images) => {
    const x = images.standardise('none');
    return { result: body(x.conv(ENTRY, { kernel: 1, filters: input.shape[3] ?? 1, bias: false })) };
  });

function writeGradients(
  tape: Tape,
  network: TrainableNetwork,
  { loss, input, frozenStatistics, products }: GradientCase,
): string[] {
  const parameters = new Map(
    Array.from(runtimeShapes(network, products), ([name, shape]) => [
      name,
      tape.leaf(tape.input(name, shape), shape, !isStatistic(name)),
    ]),
  );
  const forward = writeForward(network, {
    tape,
    batch: input.shape[0] ?? 1,
    parameters,
    products,
    followsBatch: () => !frozenStatistics,
    decay: tape.constant(0.9),
  });
  const { total } = loss(tape, forward.outputs);
  const gradients = tape.gradients(total);
  const entry = [...forward.values].find(([name]) => name.endsWith(`:${ENTRY}`))?.[1];
  const asked = [['input', entry?.name ?? ''], ...Array.from(parameters.keys(), (name) => [name, name])];
  const found = asked.flatMap(([name = '', variable = '']) => {
    const gradient = gradients.get(variable);
    const shape = parameters.get(variable)?.shape ?? entry?.shape ?? [];
    return gradient === undefined || name.startsWith(ENTRY) ? [] : [[name, gradient, shape] as const];
  });
  const { result } = forward.outputs;
  if (!result) throw new Error('Expected a result');
  tape.output('result', result.name, result.shape);
  tape.output('loss', total.name, []);
  for (const [name, gradient, shape] of found) tape.output(`gradient ${name}`, gradient, shape);
  return ['result', 'loss', ...found.map(([name]) => `gradient ${name}`)];
}

function stored(
  name: string,
  tensor: Tensor<Float32Array> | undefined,
  toStored: (name: string, tensor: Tensor<Float32Array>) => Tensor<Float32Array>,
): Tensor<Float32Array> {
  if (!tensor) throw new Error(`Expected ${name}`);
  const isMap = name === 'result' || name === 'gradient input';
  if (isMap) return tensor.shape.length === 4 ? transpose(tensor, [0, 2, 3, 1]) : tensor;
  return name === 'loss' ? tensor : toStored(name.replace('gradient ', ''), tensor);
}
