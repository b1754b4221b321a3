import { describeNetwork, images, type Value } from '../tensor/describe.ts';
import type { Network } from '../tensor/network.ts';
import { backbone } from './backbone.ts';
import { boxHead, scoreHead } from './heads.ts';
import { levelsOf } from './levels.ts';
import { firstStepFeature, secondStepFeatures } from './pyramid.ts';
import { PUBLISHED_SIZE, type SrnSize } from './size.ts';

/** Names of the outputs of a level, counted from 0. Each is (batch, rows, columns, …), row by row as the places of its anchors. */
export const OUTPUT = {
  /** One logit an anchor. */
  score: (step: 1 | 2, level: number) => `step ${step} scores ${level}`,
  /** Four numbers an anchor: dx, dy, dw, dh. */
  box: (step: 1 | 2, level: number) => `step ${step} boxes ${level}`,
} as const;

/**
 * SRN (Chi, Zhang, Xing, Lei, Li, Zou 2019): a ResNet-50 with two pyramids on it, whose levels are judged by the same two heads. The first
 * step is computed only where its result is used: scores on the fine levels (STC), boxes on the coarse ones (STR).
 *
 * Pixels are 0–255, RGB, of any size. Names of layers are those of the authors' code.
 */
export const srnNetwork = (size: SrnSize = PUBLISHED_SIZE): Network =>
  describeNetwork('srn', images('height', 'width'), (image) => {
    const stages = backbone(normalise(image), size);
    const second = secondStepFeatures(stages, size);
    const outputs = levelsOf(size).flatMap(({ firstStep }, level): [string, Value][] => {
      const [stage, after] = [stages[level], second[level]];
      if (!stage || !after) throw new Error('Expected features of every level');
      const before = (): Value => firstStepFeature(stage, level, size);
      return [
        ...(firstStep === 'scores' ? [[OUTPUT.score(1, level), scoreHead(before(), size)] as [string, Value]] : []),
        ...(firstStep === 'boxes' ? [[OUTPUT.box(1, level), boxHead(before(), size)] as [string, Value]] : []),
        [OUTPUT.score(2, level), scoreHead(after, size)],
        [OUTPUT.box(2, level), boxHead(after, size)],
      ];
    });
    return Object.fromEntries(outputs);
  });

/** (x / 255 − mean) / deviation of each colour, as ImageNet's networks have it; the numbers are the parameters of the layer `colours`. */
export const normalise = (image: Value): Value => image.standardise('none').depthwiseConv('colours', { kernel: 1 });
