import { describeNetwork, images, type Value } from '../../tensor/describe.ts';
import type { Network, Standardisation } from '../../tensor/network.ts';

/** Side of the square input of MobileFaceNet, pixels. */
const MOBILEFACENET_INPUT_SIZE = 112;

/**
 * MobileFaceNet (Chen et al. 2018, table 1): 112 × 112 × 3 bytes → a 192-number embedding of length 1. Batch norm is part of
 * the weights; every layer has PReLU except the last of a block, the global convolution and what follows it.
 */
export const mobileFaceNet = (standardisation: Standardisation): Network =>
  describeNetwork('mobilefacenet', images(MOBILEFACENET_INPUT_SIZE, MOBILEFACENET_INPUT_SIZE), (image) => {
    let x = conv(image.standardise(standardisation), 'conv_1', { kernel: 3, filters: 64, stride: 2 }); // 56 × 56
    x = depthwise(x, 'conv_2/depthwise');
    x = pointwise(x, 'conv_2/pointwise', 64);
    for (const stage of STAGES) x = bottlenecks(x, stage); // 7 × 7 × 128
    x = conv(x, 'conv_7', { kernel: 1, filters: 512 });
    x = x.depthwiseConv('global/depthwise', { kernel: 7 }); // a learnt average: 1 × 1 × 512
    x = pointwise(pointwise(x, 'global/pointwise', 512), 'embedding', 192);
    return { embedding: x.globalAveragePool().l2Normalise() };
  });

/** A row of the paper's table: `blocks` inverted residuals, the first of which may halve the size. */
interface Stage {
  readonly name: string;
  readonly blocks: number;
  readonly expanded: number;
  readonly channels: number;
  readonly stride: 1 | 2;
}

const STAGES: readonly Stage[] = [
  { name: 'bottleneck_2', blocks: 5, expanded: 128, channels: 64, stride: 2 },
  { name: 'bottleneck_3', blocks: 1, expanded: 256, channels: 128, stride: 2 },
  { name: 'bottleneck_4', blocks: 6, expanded: 256, channels: 128, stride: 1 },
  { name: 'bottleneck_5', blocks: 1, expanded: 512, channels: 128, stride: 2 },
  { name: 'bottleneck_6', blocks: 2, expanded: 256, channels: 128, stride: 1 },
];

function bottlenecks(input: Value, { name, blocks, expanded, channels, stride }: Stage): Value {
  let x = input;
  for (let block = 0; block < blocks; block++) {
    const layer = `${name}_${block}`;
    const blockStride = block === 0 ? stride : 1;
    const wide = conv(x, `${layer}/expand`, { kernel: 1, filters: expanded });
    const narrow = pointwise(depthwise(wide, `${layer}/depthwise`, blockStride), `${layer}/project`, channels);
    x = blockStride === 1 ? narrow.add(x) : narrow;
  }
  return x;
}

interface ConvOptions {
  readonly kernel: number;
  readonly filters: number;
  readonly stride?: number;
}

const conv = (x: Value, layer: string, options: ConvOptions): Value =>
  x.conv(layer, { ...options, padding: 'same' }).prelu(layer);

const depthwise = (x: Value, layer: string, stride = 1): Value =>
  x.depthwiseConv(layer, { kernel: 3, stride, padding: 'same' }).prelu(layer);

/** Linear: the paper's bottlenecks have no activation at their narrow end. */
const pointwise = (x: Value, layer: string, filters: number): Value => x.conv(layer, { kernel: 1, filters });
