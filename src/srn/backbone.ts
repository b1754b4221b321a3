import type { Value } from '../tensor/describe.ts';

/** How wide and how deep the network is. */
export interface SrnSize {
  /** Channels of the first convolution; everything else is a multiple. */
  readonly width: number;
  /** Blocks of the four stages of the ResNet. */
  readonly blocks: readonly [number, number, number, number];
}

/** ResNet-50. */
export const PUBLISHED_SIZE: SrnSize = { width: 64, blocks: [3, 4, 6, 3] };

/** A bottleneck's last convolution has so many times the filters of its others. */
const EXPANSION = 4;

/** Feature maps of six strides: 4, 8, 16, 32 of the ResNet, and 64, 128 above it. */
export type Six = readonly [Value, Value, Value, Value, Value, Value];

/**
 * C2 to C7: the four stages of a ResNet (He et al. 2015, with the stride on the 3×3 convolution), and two convolutions above them that have neither
 * batch norm nor activation.
 */
export function backbone(pixels: Value, { width, blocks }: SrnSize): Six {
  const stem = pixels
    .conv('conv1', { kernel: 7, stride: 2, filters: width, padding: 'centred' })
    .relu()
    .maxPool({ kernel: 3, stride: 2, padding: 'centred' });
  const c2 = stage(stem, 'layer1', { filters: width, blocks: blocks[0], stride: 1 });
  const c3 = stage(c2, 'layer2', { filters: 2 * width, blocks: blocks[1], stride: 2 });
  const c4 = stage(c3, 'layer3', { filters: 4 * width, blocks: blocks[2], stride: 2 });
  const c5 = stage(c4, 'layer4', { filters: 8 * width, blocks: blocks[3], stride: 2 });
  const c6 = c5.conv('layer5', { kernel: 3, stride: 2, filters: 16 * width, padding: 'centred' });
  const c7 = c6.conv('layer6', { kernel: 3, stride: 2, filters: 4 * width, padding: 'centred' });
  return [c2, c3, c4, c5, c6, c7];
}

interface Stage {
  readonly filters: number;
  readonly blocks: number;
  /** Of the first block. */
  readonly stride: number;
}

function stage(input: Value, name: string, { filters, blocks, stride }: Stage): Value {
  let x = input;
  for (let block = 0; block < blocks; block++) {
    const shortcut =
      block === 0 ? x.conv(`${name}/0/downsample/0`, { kernel: 1, stride, filters: EXPANSION * filters }) : x;
    x = bottleneck(x, `${name}/${block}`, { filters, stride: block === 0 ? stride : 1 })
      .add(shortcut)
      .relu();
  }
  return x;
}

/** 1×1 down, 3×3, 1×1 up. The batch norms are folded in. */
const bottleneck = (x: Value, name: string, { filters, stride }: Omit<Stage, 'blocks'>): Value =>
  x
    .conv(`${name}/conv1`, { kernel: 1, filters })
    .relu()
    .conv(`${name}/conv2`, { kernel: 3, stride, filters, padding: 'centred' })
    .relu()
    .conv(`${name}/conv3`, { kernel: 1, filters: EXPANSION * filters });
