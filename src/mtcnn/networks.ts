import { describeNetwork, images } from '../tensor/describe.ts';

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
  const features = image
    .standardise('fixed')
    .conv('pnet/conv1', { kernel: 3, filters: 10 })
    .prelu('pnet/prelu1')
    .maxPool({ kernel: 2, stride: 2, padding: 'same' })
    .conv('pnet/conv2', { kernel: 3, filters: 16 })
    .prelu('pnet/prelu2')
    .conv('pnet/conv3', { kernel: 3, filters: 32 })
    .prelu('pnet/prelu3');
  return { cells: features.conv(PNET_HEADS, { kernel: 1, filters: 6 }) };
});

/** Refinement network: (n, 24, 24, 3) → (n, 2 and 4). */
export const refinementNetwork = describeNetwork('rnet', images(24, 24, 'float32'), (image) => {
  const features = image
    .standardise('fixed')
    .conv('rnet/conv1', { kernel: 3, filters: 28 })
    .prelu('rnet/prelu1')
    .maxPool({ kernel: 3, stride: 2, padding: 'same' })
    .conv('rnet/conv2', { kernel: 3, filters: 48 })
    .prelu('rnet/prelu2')
    .maxPool({ kernel: 3, stride: 2 })
    .conv('rnet/conv3', { kernel: 2, filters: 64 })
    .prelu('rnet/prelu3')
    .dense('rnet/conv4', { units: 128 })
    .prelu('rnet/prelu4');
  return {
    logits: features.dense('rnet/conv5-1', { units: 2 }),
    regression: features.dense('rnet/conv5-2', { units: 4 }),
  };
});

/** Output network: (n, 48, 48, 3) → (n, 2, 4 and 10). */
export const outputNetwork = describeNetwork('onet', images(48, 48, 'float32'), (image) => {
  const features = image
    .standardise('fixed')
    .conv('onet/conv1', { kernel: 3, filters: 32 })
    .prelu('onet/prelu1')
    .maxPool({ kernel: 3, stride: 2, padding: 'same' })
    .conv('onet/conv2', { kernel: 3, filters: 64 })
    .prelu('onet/prelu2')
    .maxPool({ kernel: 3, stride: 2 })
    .conv('onet/conv3', { kernel: 3, filters: 64 })
    .prelu('onet/prelu3')
    .maxPool({ kernel: 2, stride: 2, padding: 'same' })
    .conv('onet/conv4', { kernel: 2, filters: 128 })
    .prelu('onet/prelu4')
    .dense('onet/conv5', { units: 256 })
    .prelu('onet/prelu5');
  return {
    logits: features.dense('onet/conv6-1', { units: 2 }),
    regression: features.dense('onet/conv6-2', { units: 4 }),
    landmarks: features.dense('onet/conv6-3', { units: 10 }),
  };
});
