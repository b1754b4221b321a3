import { commandOf } from '../shared/command-entry.ts';
import {
  BATCH_SIZE,
  collectionEngineOptions,
  countOption,
  detectOption,
  forceOption,
  modelOption,
  normalizeOption,
  reportOption,
  standardizationOption,
} from '../shared/options.ts';
import { integer, oneOf, text } from '../shared/values.ts';
import { detectorOptions } from '../shared/detector-options.ts';
import { type FlagsOf, defaultOption, flagOption, valueOption } from '../shared/typed-option.ts';
import { PRESETS } from '../../pipelines/validate-lfw/presets.ts';
import { METRICS, type Metric } from '../../facenet/distance.ts';

/** The options of `facekit validate-lfw`: those of `validate_on_lfw.py`, then facekit's own. */
const validateLfwOptions = () => [
  modelOption(),
  defaultOption('--lfw-pairs <file>', 'pairs of images, as LFW lists them', text, 'datasets/pairs.txt'),
  valueOption('--lfw-batch-size <count>', BATCH_SIZE, integer({ min: 1, max: 4096 })),
  countOption('--lfw-nrof-folds <count>', 'folds; thresholds of each come from the others', {
    max: 10_000,
    initial: 10,
  }),
  valueOption('--distance-metric <metric>', '0 or squared-euclidean (default), 1 or cosine-angle', distanceMetric),
  flagOption('--use-flipped-images', 'append the embedding of the mirrored face'),
  flagOption('--subtract-mean', 'subtract the mean of the training folds before distances are taken'),
  flagOption('--use-fixed-image-standardization', 'the same as --standardization fixed'),
  standardizationOption(),
  valueOption(
    '--preset <name>',
    'facenet-2018: metric 1, flipped images, mean subtracted, fixed standardization',
    oneOf(PRESETS),
  ),
  detectOption(),
  ...detectorOptions(),
  valueOption('--embeddings <file>', 'keep the embeddings there; if it exists, evaluate it without a network', text),
  forceOption(),
  normalizeOption(),
  flagOption('--confidence', 'add 95 % intervals of the figures, by resampling the pairs'),
  flagOption('--strict', 'fail when a pair would be skipped'),
  valueOption(
    '--json [file]',
    'write the figures as JSON; without a file to standard output, in place of text',
    text,
  ).preset('-'),
  reportOption('charts and the worst errors'),
  ...collectionEngineOptions(),
  flagOption('--quiet', 'no progress and no notices, only figures and problems'),
];

/** Reads a metric by FaceNet's number or by name. */
export function distanceMetric(name: string): (value: string) => Metric {
  const byName = oneOf(['0', '1', ...METRICS])(name);
  return (value) => {
    const word = byName(value);
    return METRICS.find((metric, index) => word === metric || word === String(index)) ?? METRICS[0];
  };
}

export type ValidateLfwFlags = FlagsOf<typeof validateLfwOptions>;

/** `facekit validate-lfw`. */
export const command = commandOf(validateLfwOptions, async () => (await import('./validate-lfw.ts')).validateLfw);
