import { describeNetwork, images } from '../../tensor/describe.ts';
import type { Network, Standardisation } from '../../tensor/network.ts';
import { conv, HALVING, RESPONSE_NORM } from './inception/module.ts';

/** Side of the square input of NN1, pixels. */
const NN1_INPUT_SIZE = 220;

/**
 * NN1, table 1 of the FaceNet paper (Schroff et al. 2015), after Zeiler and Fergus with 1×1 convolutions: 220 × 220 × 3 bytes → `dimension` numbers of
 * length 1. 140 million parameters, most of them in two layers of maxout.
 */
export const nn1 = (standardisation: Standardisation, dimension: number): Network =>
  describeNetwork('nn1', images(NN1_INPUT_SIZE, NN1_INPUT_SIZE), (image) => {
    const first = conv(image.standardise(standardisation), 'conv1', [7, 64], 2); // 110 × 110
    const low = first.maxPool(HALVING).localResponseNorm(RESPONSE_NORM); // 55 × 55
    const second = conv(conv(low, 'conv2a', [1, 64]), 'conv2', [3, 192]).localResponseNorm(RESPONSE_NORM);
    const third = conv(conv(second.maxPool(HALVING), 'conv3a', [1, 192]), 'conv3', [3, 384]); // 28 × 28
    let x = conv(conv(third.maxPool(HALVING), 'conv4a', [1, 384]), 'conv4', [3, 256]); // 14 × 14
    for (const n of [5, 6]) x = conv(conv(x, `conv${n}a`, [1, 256]), `conv${n}`, [3, 256]);
    const full = x
      .maxPool(HALVING)
      .dense('fc1', { units: MAXOUT * FULL })
      .maxout(MAXOUT); // 7 × 7 before
    const last = full.dense('fc2', { units: MAXOUT * FULL }).maxout(MAXOUT);
    return { embedding: last.dense('embedding', { units: dimension }).l2Normalise() };
  });

/** Numbers that a maxout takes the largest of, and how many there are of these. */
const MAXOUT = 2;
const FULL = 32 * 128;
