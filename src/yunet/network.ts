import { describeNetwork, images, type Value } from '../tensor/describe.ts';
import type { Network } from '../tensor/network.ts';
import type { YunetName } from './options.ts';

/** Pixels from one place where the network looks for a face to the next, in its three levels. */
export const STRIDES = [8, 16, 32] as const;
export type Stride = (typeof STRIDES)[number];

/** Numbers a place: logits of face and of object, box, five landmarks. */
export const PLACE_NUMBERS = 1 + 1 + 4 + 10;

/** What tells the two published networks apart: their widest early layers, and a layer that the heads of a level share. */
interface Variant {
  readonly early: number;
  readonly wide: number;
  readonly shared: boolean;
}
const VARIANTS: Readonly<Record<YunetName, Variant>> = {
  yunet: { early: 32, wide: 32, shared: false },
  'yunet-n': { early: 64, wide: 64, shared: true },
};

/**
 * YuNet (Wu, Peng, Yu 2023): a backbone of depthwise separable convolutions, a small feature pyramid, and a head a level. Names of layers
 * are those of the authors' code.
 *
 * Pixels are 0–255, RGB (the published network's first kernel has been turned from BGR), sides a multiple of 32, with one more black row above and
 * one more black column on the left: that is the padding of the first convolution, which nothing else needs.
 */
export function yunetNetwork(name: YunetName): Network {
  const { early, wide, shared } = VARIANTS[name];
  return describeNetwork(name, images('height', 'width'), (image) => {
    const stem = image.standardise('none').conv('model0/conv1', { kernel: 3, stride: 2, filters: 16 }).relu();
    const first = halve(separable(stem, 'model0/conv2', 16).relu());
    const second = block(block(first, 'model1', [16, early]), 'model2', [wide, 64]);
    const third = block(halve(second), 'model3', [64, 64]);
    const fourth = block(halve(third), 'model4', [64, 64]);
    const fifth = block(halve(fourth), 'model5', [64, 64]);

    const at32 = separable(fifth, 'lateral2', 64).relu();
    const at16 = separable(fourth.add(at32.upsample(2)), 'lateral1', 64).relu();
    const at8 = separable(third.add(at16.upsample(2)), 'lateral0', 64).relu();
    return { 8: head(at8, 8, shared), 16: head(at16, 16, shared), 32: head(at32, 32, shared) };
  });
}

/** Two separable convolutions. */
const block = (input: Value, name: string, [first, second]: readonly [number, number]): Value =>
  separable(separable(input, `${name}/conv1`, first).relu(), `${name}/conv2`, second).relu();

/** What follows a stage: half the width and half the height. */
const halve = (input: Value): Value => input.maxPool({ kernel: 2, stride: 2 });

/** The four heads of a level as one: they look at the same features. */
function head(features: Value, stride: Stride, shared: boolean): Value {
  const seen = shared ? separable(features, `head${stride}/shared`, 64).relu() : features;
  return separable(seen, `head${stride}`, PLACE_NUMBERS);
}

/** A 1×1 convolution, then one of 3×3 in each channel. */
const separable = (input: Value, layer: string, filters: number): Value =>
  input
    .conv(`${layer}/pointwise`, { kernel: 1, filters })
    .depthwiseConv(`${layer}/depthwise`, { kernel: 3, padding: 'same' });
