import type { Tensor, Weights } from '../../core/tensor.ts';
import type { Network, Node, OperationOf } from '../network.ts';
import { readParameter, type Range } from '../parameters.ts';
import type { Calibration } from './calibration.ts';
import { ChannelMeans } from './channel-means.ts';
import { chooseRange } from './choose-range.ts';
import { correctedBiases } from './correct-biases.ts';
import { equaliseChannels } from './equalize-channels.ts';
import { Histogram } from './histogram.ts';
import { insertRounding, roundedNodes } from './rounded-nodes.ts';
import { insertBends, splitPrelu } from './split-prelu.ts';
import { pairedSteps, toWholeWeights, widestSteps } from './int8-weights.ts';

/**
 * Quantises a network: static, uint8 activations with a range for each node from calibration, int8 weights with a scale for each
 * output. The result are weights for `quantisedNetwork` of the same description.
 *
 * @throws FacekitError `calibration-not-finite` when the network gives NaN, and those of reading its weights.
 */
export async function quantiseNetwork(network: Network, weights: Weights, calibration: Calibration): Promise<Weights> {
  const split = splitPrelu(network, await equaliseChannels(network, weights, calibration));
  const groups = roundedNodes(split.network);
  const { histograms, means } = await observe(split, groups, calibration);
  const quantised = new Map(split.weights);
  groups.forEach((group, i) => {
    const range = toParameter(chooseRange(histograms[i] ?? new Histogram()));
    for (const name of group) quantised.set(`${name}/range`, range);
  });
  roundWeights(split.network, quantised, means);
  return quantised;
}

/** The description as quantised weights have it; of other weights, the description as it is. */
export const quantisedNetwork = (network: Network, weights: Weights): Network =>
  insertRounding(insertBends(network, weights), weights);

const toParameter = ({ scale, zeroPoint }: Range): Tensor<Float32Array> => ({
  shape: [2],
  data: Float32Array.of(scale, zeroPoint),
});

/** What the values of a network are like. */
interface Observation {
  /** Of each group of nodes. */
  readonly histograms: readonly Histogram[];
  /** Of each channel, by node. */
  readonly means: ReadonlyMap<string, ChannelMeans>;
}

/** Runs the network, and looks at the values of each group of nodes. */
async function observe(
  { network, weights }: { network: Network; weights: Weights },
  groups: readonly (readonly string[])[],
  { engine, batches }: Calibration,
): Promise<Observation> {
  const histograms = groups.map(() => new Histogram());
  const means = new Map(groups.flat().map((name) => [name, new ChannelMeans()]));
  const outputs = Object.fromEntries(groups.flat().map((name) => [`value of ${name}`, name]));
  await using session = await engine.load({ ...network, outputs }, weights);
  for (const batch of batches) {
    const values = await session.run({ [network.input.name]: batch });
    groups.forEach((group, i) => {
      for (const name of group) {
        const value = values[`value of ${name}`];
        if (!value) throw new Error(`Expected the value of ${name}`);
        histograms[i]?.add(value.data);
        means.get(name)?.add(value);
      }
    });
  }
  return { histograms, means };
}

/** Rounds the weights of the layers whose input is rounded, and of dense layers, whose weights are many. */
function roundWeights(
  { nodes }: Network,
  weights: Map<string, Tensor<Float32Array>>,
  means: Observation['means'],
): void {
  for (const { operation, inputs } of nodes) {
    const mean = means.get(inputs[0] ?? '')?.means();
    if (!isLayer(operation) || !(operation.op === 'dense' || mean)) continue;
    const { layer } = operation;
    const stored = readParameter(weights, `${layer}/weights`, weights.get(`${layer}/weights`)?.shape ?? []);
    const steps = stepsOf(operation, stored);
    const whole = toWholeWeights(stored, steps);
    const scales = { shape: [steps.length], data: steps };
    weights.set(`${layer}/weights`, whole);
    weights.set(`${layer}/scales`, scales);
    const biases = weights.get(`${layer}/biases`);
    if (!mean || !biases || operation.op === 'dense') continue;
    weights.set(`${layer}/biases`, correctedBiases(biases, { operation, weights: stored, whole, scales }, mean));
  }
}

/** Depthwise layers have kernels of their own, which add in 32 bits; dense ones compute in floats. */
function stepsOf({ op }: Node['operation'], stored: Tensor<Float32Array>): Float32Array {
  if (op === 'conv') return pairedSteps(stored);
  return widestSteps(stored, stored.shape[op === 'depthwise-conv' ? 2 : stored.shape.length - 1] ?? 1);
}

const isLayer = (operation: Node['operation']): operation is OperationOf<'conv' | 'depthwise-conv' | 'dense'> =>
  operation.op === 'conv' || operation.op === 'depthwise-conv' || operation.op === 'dense';
