import type { Value } from '../tensor/describe.ts';
import { channelsOf } from '../tensor/shapes.ts';
import { EXPANSION, type ResidualBlock, type SrnSize } from './size.ts';

/** Feature maps of six strides: 4, 8, 16, 32 of the ResNet, and 64, 128 above it. */
export type Six = readonly [Value, Value, Value, Value, Value, Value];

/**
 * C2 to C7: the four stages of a ResNet (He et al. 2015, with the stride on the 3×3 convolution), and two convolutions above them that have neither
 * batch norm nor activation.
 */
export function backbone(pixels: Value, { width, blocks, block = 'bottleneck' }: SrnSize): Six {
  const stem = pixels
    .conv('conv1', { kernel: 7, stride: 2, filters: width, padding: 'centred' })
    .relu()
    .maxPool({ kernel: 3, stride: 2, padding: 'centred' });
  const c2 = stage(stem, 'layer1', { block, filters: width, blocks: blocks[0], stride: 1 });
  const c3 = stage(c2, 'layer2', { block, filters: 2 * width, blocks: blocks[1], stride: 2 });
  const c4 = stage(c3, 'layer3', { block, filters: 4 * width, blocks: blocks[2], stride: 2 });
  const c5 = stage(c4, 'layer4', { block, filters: 8 * width, blocks: blocks[3], stride: 2 });
  const c6 = c5.conv('layer5', { kernel: 3, stride: 2, filters: 16 * width, padding: 'centred' });
  const c7 = c6.conv('layer6', { kernel: 3, stride: 2, filters: 4 * width, padding: 'centred' });
  return [c2, c3, c4, c5, c6, c7];
}

interface Stage extends Block {
  readonly blocks: number;
}

interface Block {
  readonly block: ResidualBlock;
  readonly filters: number;
  /** Of the first block. */
  readonly stride: number;
}

function stage(input: Value, name: string, { blocks, ...first }: Stage): Value {
  let x = residual(input, `${name}/0`, first);
  for (let i = 1; i < blocks; i++) x = residual(x, `${name}/${String(i)}`, { ...first, stride: 1 });
  return x;
}

/** The convolutions of a block added to what goes past them, which a convolution fits to their size where it has another one. */
function residual(x: Value, name: string, block: Block): Value {
  const result = block.block === 'basic' ? basic(x, name, block) : bottleneck(x, name, block);
  const filters = block.filters * EXPANSION[block.block];
  const fits = block.stride === 1 && channelsOf(x.shape) === filters;
  return result.add(fits ? x : x.conv(`${name}/downsample/0`, { kernel: 1, stride: block.stride, filters })).relu();
}

/** 1×1 down, 3×3, 1×1 up. The batch norms are folded in. */
const bottleneck = (x: Value, name: string, { filters, stride }: Block): Value =>
  x
    .conv(`${name}/conv1`, { kernel: 1, filters })
    .relu()
    .conv(`${name}/conv2`, { kernel: 3, stride, filters, padding: 'centred' })
    .relu()
    .conv(`${name}/conv3`, { kernel: 1, filters: EXPANSION.bottleneck * filters });

/** Two 3×3, as in the ResNets of 18 and 34 layers. */
const basic = (x: Value, name: string, { filters, stride }: Block): Value =>
  x
    .conv(`${name}/conv1`, { kernel: 3, stride, filters, padding: 'centred' })
    .relu()
    .conv(`${name}/conv2`, { kernel: 3, filters, padding: 'centred' });
