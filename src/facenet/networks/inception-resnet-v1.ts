import { describeNetwork, images, type Value } from '../../tensor/describe.ts';
import type { Network, Standardisation } from '../../tensor/network.ts';

/** Side of the square input of FaceNet, pixels. */
export const FACENET_INPUT_SIZE = 160;

/**
 * Inception-ResNet-v1 (Szegedy et al. 2016, figures 10–14) as FaceNet's `inception_resnet_v1.py` has it: 160 × 160 × 3 bytes
 * → an embedding of length 1, of 512 numbers in the published models. Layers have FaceNet's scope names; batch norm and the residual scales (0.17, 0.10,
 * 0.20) are part of the weights.
 */
export const inceptionResnetV1 = (standardisation: Standardisation, dimension = 512): Network =>
  describeNetwork('inception-resnet-v1', images(FACENET_INPUT_SIZE, FACENET_INPUT_SIZE), (image) => {
    let x = stem(image.standardise(standardisation)); // 17 × 17 × 256
    for (const n of [1, 2, 3, 4, 5]) x = block35(x, `${ROOT}/Repeat/block35_${n}`);
    x = reductionA(x, `${ROOT}/Mixed_6a`); // 8 × 8 × 896
    for (const n of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) x = block17(x, `${ROOT}/Repeat_1/block17_${n}`);
    x = reductionB(x, `${ROOT}/Mixed_7a`); // 3 × 3 × 1792
    for (const n of [1, 2, 3, 4, 5]) x = block8(x, `${ROOT}/Repeat_2/block8_${n}`).relu();
    x = block8(x, `${ROOT}/Block8`); // the last one is linear
    return { embedding: x.globalAveragePool().dense(`${ROOT}/Bottleneck`, { units: dimension }).l2Normalise() };
  });

const ROOT = 'InceptionResnetV1';

/** The stem, figure 14: 160 × 160 → 17 × 17. */
function stem(image: Value): Value {
  const x = conv(image, `${ROOT}/Conv2d_1a_3x3`, 32, { stride: 2 }); // 79 × 79
  const low = conv(conv(x, `${ROOT}/Conv2d_2a_3x3`, 32), `${ROOT}/Conv2d_2b_3x3`, 64, SAME); // 77 × 77
  const pooled = low.maxPool({ kernel: 3, stride: 2 }); // 38 × 38
  const high = conv(conv(pooled, `${ROOT}/Conv2d_3b_1x1`, 80), `${ROOT}/Conv2d_4a_3x3`, 192); // 36 × 36
  return conv(high, `${ROOT}/Conv2d_4b_3x3`, 256, { stride: 2 });
}

/** Inception-ResNet-A, figure 10: 17 × 17. */
function block35(x: Value, scope: string): Value {
  const branch0 = conv(x, `${scope}/Branch_0/Conv2d_1x1`, 32);
  const branch1 = chain(x, `${scope}/Branch_1`, { Conv2d_0a_1x1: 32, Conv2d_0b_3x3: 32 });
  const branch2 = chain(x, `${scope}/Branch_2`, { Conv2d_0a_1x1: 32, Conv2d_0b_3x3: 32, Conv2d_0c_3x3: 32 });
  return residual(x, branch0.concat(branch1, branch2), scope, 256).relu();
}

/** Reduction-A, figure 7: 17 × 17 → 8 × 8. */
function reductionA(x: Value, scope: string): Value {
  const branch0 = conv(x, `${scope}/Branch_0/Conv2d_1a_3x3`, 384, { stride: 2 });
  const branch1 = chain(x, `${scope}/Branch_1`, { Conv2d_0a_1x1: 192, Conv2d_0b_3x3: 192 });
  const reduced1 = conv(branch1, `${scope}/Branch_1/Conv2d_1a_3x3`, 256, { stride: 2 });
  return branch0.concat(reduced1, x.maxPool({ kernel: 3, stride: 2 }));
}

/** Inception-ResNet-B, figure 11: 8 × 8. */
function block17(x: Value, scope: string): Value {
  const branch0 = conv(x, `${scope}/Branch_0/Conv2d_1x1`, 128);
  const branch1 = chain(x, `${scope}/Branch_1`, { Conv2d_0a_1x1: 128, Conv2d_0b_1x7: 128, Conv2d_0c_7x1: 128 });
  return residual(x, branch0.concat(branch1), scope, 896).relu();
}

/** Reduction-B, figure 12: 8 × 8 → 3 × 3. */
function reductionB(x: Value, scope: string): Value {
  const reduced = [384, 256, 256].map((filters, n) => {
    const branch = `${scope}/Branch_${n}`;
    const low = conv(x, `${branch}/Conv2d_0a_1x1`, 256);
    const middle = n === 2 ? conv(low, `${branch}/Conv2d_0b_3x3`, 256, SAME) : low;
    return conv(middle, `${branch}/Conv2d_1a_3x3`, filters, { stride: 2 });
  });
  const [first, ...others] = [...reduced, x.maxPool({ kernel: 3, stride: 2 })];
  return first.concat(...others);
}

/** Inception-ResNet-C, figure 13: 3 × 3. Without the ReLU, which the last block lacks. */
function block8(x: Value, scope: string): Value {
  const branch0 = conv(x, `${scope}/Branch_0/Conv2d_1x1`, 192);
  const branch1 = chain(x, `${scope}/Branch_1`, { Conv2d_0a_1x1: 192, Conv2d_0b_1x3: 192, Conv2d_0c_3x1: 192 });
  return residual(x, branch0.concat(branch1), scope, 1792);
}

/** The branches, brought to `channels` by a linear 1×1 convolution that holds the residual scale, added to the input. */
const residual = (x: Value, branches: Value, scope: string, channels: number): Value =>
  branches.conv(`${scope}/Conv2d_1x1`, { kernel: 1, filters: channels }).add(x);

/** Convolutions of SAME padding, one after the other: the filters of each by its name. */
const chain = (x: Value, scope: string, convs: Readonly<Record<string, number>>): Value =>
  Object.entries(convs).reduce((value, [name, filters]) => conv(value, `${scope}/${name}`, filters, SAME), x);

const SAME = { padding: 'same' } as const;

interface ConvWindow {
  readonly stride?: number;
  readonly padding?: 'same';
}

/** Convolution, (folded) batch norm, ReLU. The kernel size is the end of the layer's name. */
function conv(x: Value, layer: string, filters: number, window: ConvWindow = {}): Value {
  const [, height = '1', width = '1'] = /_(\d)x(\d)$/.exec(layer) ?? [];
  return x.conv(layer, { kernel: [Number(height), Number(width)], filters, ...window }).relu();
}
