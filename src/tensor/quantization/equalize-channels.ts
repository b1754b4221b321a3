import type { Tensor, Weights } from '../../core/tensor.ts';
import type { Network, Node } from '../network.ts';
import { channelsOf } from '../shapes.ts';
import type { Calibration } from './calibration.ts';
import { channelGroups, foldFactors, type ChannelGroup } from './channel-groups.ts';

/** A channel that hardly ever has a value is not blown up beyond this. */
const LARGEST_FACTOR = 100;

/**
 * Weights of the same network whose channels between convolutions have similar ranges, so that one range of bytes suits them all:
 * a channel is multiplied in the convolutions before, and divided in those behind (cross-layer equalisation, Nagel et al. 2019,
 * with ranges from calibration instead of weights). The results are the same but for rounding.
 */
export async function equaliseChannels(
  network: Network,
  weights: Weights,
  { engine, batches }: Calibration,
): Promise<Weights> {
  const groups = channelGroups(network).map((group) => ({
    group,
    seen: group.members.filter((node) => isSeen(network, node)).map(({ name }) => name),
    peaks: new Float32Array(channelsOf(group.members[0]?.shape ?? [])),
  }));
  const outputs = Object.fromEntries(groups.flatMap(({ seen }) => seen.map((name) => [`value of ${name}`, name])));
  await using session = await engine.load({ ...network, outputs }, weights);
  for (const batch of batches) {
    const values = await session.run({ [network.input.name]: batch });
    for (const { seen, peaks } of groups) for (const name of seen) addPeaks(peaks, values[`value of ${name}`]);
  }
  const equal = new Map(weights);
  for (const { group, peaks } of groups) equalise(equal, group, peaks);
  return equal;
}

/** Whether a value will be rounded: not when only a ReLU reads it, which cuts off half of it first. */
const isSeen = (network: Network, { name }: Node): boolean =>
  network.nodes.some(({ inputs, operation }) => inputs.includes(name) && operation.op !== 'relu');

/** Adds the largest value of each channel in each image. */
function addPeaks(sums: Float32Array, values?: Tensor<Float32Array>): void {
  const [images = 0] = values?.shape ?? [];
  const data = values?.data ?? new Float32Array();
  const [perImage, channels] = [data.length / images, sums.length];
  for (let image = 0; image < images; image++) {
    const peaks = new Float32Array(channels);
    for (let start = image * perImage; start < (image + 1) * perImage; start += channels) {
      for (let channel = 0; channel < channels; channel++) {
        const value = Math.abs(data[start + channel] as number);
        if (value > (peaks[channel] as number)) peaks[channel] = value;
      }
    }
    peaks.forEach((peak, channel) => (sums[channel] = (sums[channel] as number) + peak));
  }
}

function equalise(weights: Map<string, Tensor<Float32Array>>, group: ChannelGroup, peaks: Float32Array): void {
  const most = Math.max(...peaks);
  const outwards = peaks.map((peak) => (peak > 0 ? Math.min(LARGEST_FACTOR, most / peak) : 1));
  foldFactors(weights, group, { outwards, inwards: outwards.map((factor) => 1 / factor) });
}
