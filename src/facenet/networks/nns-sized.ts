import { describeNetwork, images, type Value } from '../../tensor/describe.ts';
import type { Network, Standardisation } from '../../tensor/network.ts';

/**
 * Networks of the size of NNS1 and NNS2, the FaceNet paper's two for telephones. Their layers were never published: these have layers of our
 * own, with about the published number of parameters and of multiplications (26 million and 220 million; 4.3 million and 20 million).
 */
const VARIANTS = {
  'nns1-sized': { side: 165, filters: [48, 96, 160, 192, 256], hidden: 2686 },
  'nns2-sized': { side: 128, filters: [16, 32, 64, 88, 128], hidden: 1894 },
} as const;
export type NnsSizedName = keyof typeof VARIANTS;

/** Bytes → `dimension` numbers of length 1: five convolutions 3×3 that halve the map, a hidden layer, the embedding. */
export const nnsSized = (name: NnsSizedName, standardisation: Standardisation, dimension: number): Network =>
  describeNetwork(name, images(VARIANTS[name].side, VARIANTS[name].side), (image) => {
    const { filters, hidden } = VARIANTS[name];
    let x: Value = image.standardise(standardisation);
    for (const [i, count] of filters.entries())
      x = x.conv(`conv${i + 1}`, { kernel: 3, filters: count, stride: 2, padding: 'same' }).relu();
    const full = x.dense('hidden', { units: hidden }).relu();
    return { embedding: full.dense('embedding', { units: dimension }).l2Normalise() };
  });
