import { describeNetwork, images, type Value } from '../../tensor/describe.ts';
import type { Network, Standardisation } from '../../tensor/network.ts';

/** Side of the square input of the small network, pixels. */
const SMALL_CONVNET_INPUT_SIZE = 48;

const FILTERS = [32, 64, 128, 128] as const;

/**
 * A small network to train from scratch on a processor: 48 × 48 × 3 bytes → `dimension` numbers of length 1. Four times a convolution 3×3, ReLU
 * and a maximum pooling that halves the size, then a dense layer over 3 × 3 × 128; 0.39 million parameters for 128 numbers. Batch norm is part
 * of the weights.
 */
export const smallConvnet = (standardisation: Standardisation, dimension: number): Network =>
  describeNetwork('small-convnet', images(SMALL_CONVNET_INPUT_SIZE, SMALL_CONVNET_INPUT_SIZE), (image) => {
    let x: Value = image.standardise(standardisation);
    for (const [i, filters] of FILTERS.entries())
      x = x
        .conv(`conv${i + 1}`, { kernel: 3, filters, padding: 'same' })
        .relu()
        .maxPool({ kernel: 2, stride: 2 });
    return { embedding: x.dense('embedding', { units: dimension }).l2Normalise() };
  });
