import { describeNetwork, images, type Value, type WindowOptions } from '../tensor/describe.ts';

/**
 * The three networks of MTCNN (Zhang et al. 2016, figure 2), as `detect_face.py` of FaceNet has them. Each says whether a
 * 12, 24 or 48 pixel window is a face (`logits`: no, yes), by which fractions of its size the box is off (`regression`:
 * x1, y1, x2, y2), and the last where the five landmarks are (`landmarks`: x1…x5, y1…y5, fractions).
 *
 * The softmax of the logits is left to `faceProbability`: in float32 many sure faces would get the same probability of
 * exactly 1, and non-maximum suppression would order them by chance.
 */

/** The two last layers of the P-Net, which `mergeHeads` makes into one. */
export const PNET_HEADS = 'pnet/conv4';

/**
 * Proposal network: fully convolutional, one prediction every second pixel. (n, h, w, 3) → `cells` (n, h', w', 6): the logits, then the
 * regression.
 */
export const proposalNetwork = describeNetwork('pnet', images('height', 'width'), (image) => {
  const features = convolve(image, 'pnet', [
    { filters: 10, kernel: 3, pool: { kernel: 2, stride: 2, padding: 'same' } },
    { filters: 16, kernel: 3 },
    { filters: 32, kernel: 3 },
  ]);
  return { cells: features.conv(PNET_HEADS, { kernel: 1, filters: 6 }) };
});

/** Refinement network: (n, 24, 24, 3) → (n, 2 and 4). */
export const refinementNetwork = describeNetwork('rnet', images(24, 24, 'float32'), (image) => {
  const features = convolve(image, 'rnet', [
    { filters: 28, kernel: 3, pool: { kernel: 3, stride: 2, padding: 'same' } },
    { filters: 48, kernel: 3, pool: { kernel: 3, stride: 2 } },
    { filters: 64, kernel: 2 },
  ])
    .dense('rnet/conv4', { units: 128 })
    .prelu('rnet/prelu4');
  return windowHeads(features, 'rnet/conv5');
});

/** Output network: (n, 48, 48, 3) → (n, 2, 4 and 10). */
export const outputNetwork = describeNetwork('onet', images(48, 48, 'float32'), (image) => {
  const features = convolve(image, 'onet', [
    { filters: 32, kernel: 3, pool: { kernel: 3, stride: 2, padding: 'same' } },
    { filters: 64, kernel: 3, pool: { kernel: 3, stride: 2 } },
    { filters: 64, kernel: 3, pool: { kernel: 2, stride: 2, padding: 'same' } },
    { filters: 128, kernel: 2 },
  ])
    .dense('onet/conv5', { units: 256 })
    .prelu('onet/prelu5');
  return { ...windowHeads(features, 'onet/conv6'), landmarks: features.dense('onet/conv6-3', { units: 10 }) };
});

/** What the R-Net and the O-Net say of a window: the last layers `<layer>-1` and `<layer>-2`. */
function windowHeads(features: Value, layer: string) {
  return {
    logits: features.dense(`${layer}-1`, { units: 2 }),
    regression: features.dense(`${layer}-2`, { units: 4 }),
  };
}

interface Convolution {
  readonly filters: number;
  readonly kernel: number;
  readonly pool?: WindowOptions;
}

/** Standardised pixels through `conv1`, `conv2`, …, each with its PReLU and, where there is one, its max pooling. */
function convolve(image: Value, network: string, layers: readonly Convolution[]): Value {
  return layers.reduce((value, { filters, kernel, pool }, i) => {
    const features = value.conv(`${network}/conv${i + 1}`, { kernel, filters }).prelu(`${network}/prelu${i + 1}`);
    return pool ? features.maxPool(pool) : features;
  }, image.standardise('fixed'));
}
