import type { Tensor, Weights } from '../../core/tensor.ts';
import type { Network, Node } from '../network.ts';
import { readParameter, type Range } from '../parameters.ts';
import type { Calibration } from './calibration.ts';
import { chooseRange } from './choose-range.ts';
import { equaliseChannels } from './equalise-channels.ts';
import { Histogram } from './histogram.ts';
import { insertRounding, roundedNodes } from './rounded-nodes.ts';
import { insertBends, splitPrelu } from './split-prelu.ts';
import { toWholeWeights } from './whole-weights.ts';

/**
 * Quantises a network: static, uint8 activations with a range for each node from calibration, int8 weights with a scale for each
 * output. The result are weights for `quantisedNetwork` of the same description.
 *
 * @throws FacekitError `calibration-not-finite` when the network gives NaN, and those of reading its weights.
 */
export async function quantiseNetwork(
  network: Network,
  weights: Weights,
  calibration: Calibration,
): Promise<Weights> {
  const split = splitPrelu(network, await equaliseChannels(network, weights, calibration));
  const groups = roundedNodes(split.network);
  const histograms = await observe(split, groups, calibration);
  const quantised = new Map(split.weights);
  groups.forEach((group, i) => {
    const range = toParameter(chooseRange(histograms[i] ?? new Histogram()));
    for (const name of group) quantised.set(`${name}/range`, range);
  });
  roundWeights(insertRounding(split.network, quantised), quantised);
  return quantised;
}

/** The description as quantised weights have it; of other weights, the description as it is. */
export const quantisedNetwork = (network: Network, weights: Weights): Network =>
  insertRounding(insertBends(network, weights), weights);

const toParameter = ({ scale, zeroPoint }: Range): Tensor<Float32Array> => ({
  shape: [2],
  data: Float32Array.of(scale, zeroPoint),
});

/** Runs the network, and counts the values of each group of nodes. */
async function observe(
  { network, weights }: { network: Network; weights: Weights },
  groups: readonly (readonly string[])[],
  { engine, batches }: Calibration,
): Promise<Histogram[]> {
  const histograms = groups.map(() => new Histogram());
  const outputs = Object.fromEntries(groups.flat().map((name) => [`value of ${name}`, name]));
  await using session = await engine.load({ ...network, outputs }, weights);
  for (const batch of batches) {
    const values = await session.run({ [network.input.name]: batch });
    groups.forEach((group, i) => {
      for (const name of group) histograms[i]?.add(values[`value of ${name}`]?.data ?? new Float32Array());
    });
  }
  return histograms;
}

/** Rounds the weights of the layers whose input is rounded, and of dense layers, whose weights are many. */
function roundWeights(network: Network, weights: Map<string, Tensor<Float32Array>>): void {
  const rounded = new Set(network.nodes.flatMap(({ name, operation }) => (operation.op === 'quantise' ? name : []))); // prettier-ignore
  for (const { operation, inputs } of network.nodes) {
    if (!isLayer(operation) || !(operation.op === 'dense' || rounded.has(inputs[0] ?? ''))) continue;
    const name = `${operation.layer}/weights`;
    const stored = readParameter(weights, name, weights.get(name)?.shape ?? []);
    const outputs = stored.shape[operation.op === 'depthwise-conv' ? 2 : stored.shape.length - 1] ?? 1;
    const whole = toWholeWeights(stored, outputs, (index) => index % outputs);
    weights.set(name, whole.weights);
    weights.set(`${operation.layer}/scales`, whole.scales);
  }
}

const isLayer = (operation: Node['operation']) =>
  operation.op === 'conv' || operation.op === 'depthwise-conv' || operation.op === 'dense';
