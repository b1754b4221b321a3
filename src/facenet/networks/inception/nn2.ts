import { describeNetwork, images } from '../../../tensor/describe.ts';
import type { Network, Standardisation } from '../../../tensor/network.ts';
import { conv, HALVING, inception, RESPONSE_NORM, type InceptionRow } from './module.ts';

/** NN2's modules, table 2 of the FaceNet paper (Schroff et al. 2015). */
const NN2: readonly InceptionRow[] = [
  { name: '3a', direct: 64, three: [96, 128], five: [16, 32], pool: { kind: 'max', project: 32 } },
  { name: '3b', direct: 64, three: [96, 128], five: [32, 64], pool: { kind: 'l2', project: 64 } },
  { name: '3c', three: [128, 256], five: [32, 64], pool: { kind: 'max' }, stride: 2 },
  { name: '4a', direct: 256, three: [96, 192], five: [32, 64], pool: { kind: 'l2', project: 128 } },
  { name: '4b', direct: 224, three: [112, 224], five: [32, 64], pool: { kind: 'l2', project: 128 } },
  { name: '4c', direct: 192, three: [128, 256], five: [32, 64], pool: { kind: 'l2', project: 128 } },
  { name: '4d', direct: 160, three: [144, 288], five: [32, 64], pool: { kind: 'l2', project: 128 } },
  { name: '4e', three: [160, 256], five: [64, 128], pool: { kind: 'max' }, stride: 2 },
  { name: '5a', direct: 384, three: [192, 384], five: [48, 128], pool: { kind: 'l2', project: 128 } },
  { name: '5b', direct: 384, three: [192, 384], five: [48, 128], pool: { kind: 'max', project: 128 } },
];

/** NN4: no 5×5 convolutions in the last modules, whose maps have 3×3 pixels. */
const NN4: readonly InceptionRow[] = NN2.map(({ five, ...row }) =>
  row.name.startsWith('5') || !five ? row : { ...row, five },
);

/** OpenFace's nn4.small2 (Amos et al. 2016): NN4 without 4b, 4c and 4d, and with smaller last modules. */
const NN4_SMALL2: readonly InceptionRow[] = [
  ...NN4.filter(({ name }) => !['4b', '4c', '4d', '5a', '5b'].includes(name)),
  { name: '5a', direct: 256, three: [96, 384], pool: { kind: 'l2', project: 96 } },
  { name: '5b', direct: 256, three: [96, 384], pool: { kind: 'max', project: 96 } },
];

/** The networks of this family: side of the input, and modules. */
const VARIANTS = {
  nn2: { side: 224, rows: NN2 },
  nn3: { side: 160, rows: NN2 },
  nn4: { side: 96, rows: NN4 },
  'nn4-small2': { side: 96, rows: NN4_SMALL2 },
} as const;
export type Nn2Name = keyof typeof VARIANTS;

/**
 * NN2, NN3 and NN4 of the FaceNet paper, and OpenFace's nn4.small2: bytes → `dimension` numbers of length 1. Batch norm, which the paper's networks
 * lack and OpenFace's have, is part of the weights. Padding is TensorFlow's: weights of OpenFace, which pads by the same number on both sides,
 * would see maps moved by a pixel.
 */
export const nn2Network = (name: Nn2Name, standardisation: Standardisation, dimension: number): Network =>
  describeNetwork(name, images(VARIANTS[name].side, VARIANTS[name].side), (image) => {
    const low = conv(image.standardise(standardisation), 'conv1', [7, 64], 2).maxPool(HALVING);
    const middle = conv(conv(low.localResponseNorm(RESPONSE_NORM), 'conv2/reduce', [1, 64]), 'conv2', [3, 192]);
    let x = middle.localResponseNorm(RESPONSE_NORM).maxPool(HALVING);
    for (const row of VARIANTS[name].rows) x = inception(x, row);
    return { embedding: x.globalAveragePool().dense('embedding', { units: dimension }).l2Normalise() };
  });
