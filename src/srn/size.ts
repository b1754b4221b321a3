import { FacekitError } from '../core/errors.ts';
import type { Weights } from '../core/tensor.ts';

/** Three convolutions, the middle one narrow, or two. */
export type ResidualBlock = 'bottleneck' | 'basic';

/** How wide and how deep the network is, and what of it has two steps. */
export interface SrnSize {
  /** Channels of the first convolution; everything else is a multiple. */
  readonly width: number;
  /** Blocks of the four stages of the ResNet. */
  readonly blocks: readonly [number, number, number, number];
  /** Default `bottleneck`. */
  readonly block?: ResidualBlock | undefined;
  /** Selective two-step classification, on the fine levels. Default true. */
  readonly stc?: boolean | undefined;
  /** Selective two-step regression, on the coarse levels. Default true. */
  readonly str?: boolean | undefined;
}

/** The last convolution of a block has so many times the filters of its others. */
export const EXPANSION: Readonly<Record<ResidualBlock, number>> = { bottleneck: 4, basic: 1 };

/** ResNets that the network is built on. */
export const BACKBONES = {
  resnet50: { width: 64, blocks: [3, 4, 6, 3] },
  resnet18: { width: 64, blocks: [2, 2, 2, 2], block: 'basic' },
} as const satisfies Readonly<Record<string, SrnSize>>;

export type Backbone = keyof typeof BACKBONES;

/** As the authors have it. */
export const PUBLISHED_SIZE: SrnSize = BACKBONES.resnet50;

/**
 * The size of a network by its weights.
 *
 * @throws FacekitError `weights-missing` for those of another network
 */
export function sizeOfWeights(weights: Weights): SrnSize {
  const width = weights.get('conv1/weights')?.shape[3];
  const blocks = [1, 2, 3, 4].map((stage) => {
    let count = 0;
    while (weights.has(`layer${String(stage)}/${String(count)}/conv1/weights`)) count++;
    return count;
  });
  const [first = 0, second = 0, third = 0, fourth = 0] = blocks;
  if (width === undefined || blocks.includes(0))
    throw new FacekitError(
      'weights-missing',
      'Expected the weights of SRN but found no ResNet in them; is this the weight file of another network?',
    );
  return {
    width,
    blocks: [first, second, third, fourth],
    block: weights.has('layer1/0/conv3/weights') ? 'bottleneck' : 'basic',
    stc: weights.has('c2_conv/weights'),
    str: weights.has('c5_conv/weights'),
  };
}
