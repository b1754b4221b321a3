import { METRICS, type Metric } from '../../facenet/distance.ts';
import {
  engineOptions,
  flagOption,
  integer,
  modelOption,
  oneOf,
  standardisationOption,
  text,
  threadsOption,
  valueOption,
} from '../shared/options.ts';
import { PRESETS } from '../../pipelines/validate-lfw/lfw-settings.ts';

const STANDARDISATIONS = ['fixed', 'per-image'] as const;

/** The options of `facekit validate-lfw`: those of `validate_on_lfw.py`, then facekit's own. */
export const validateLfwOptions = () => [
  modelOption(),
  valueOption('--lfw-pairs <file>', 'pairs of images, as LFW lists them', text, 'datasets/pairs.txt'),
  valueOption(
    '--lfw-batch-size <count>',
    'faces in one run of the network',
    (name) => integer(name, { min: 1, max: 4096 }),
    16,
  ),
  valueOption('--lfw-nrof-folds <count>', 'folds', (name) => integer(name, { min: 2, max: 10_000 }), 10),
  valueOption('--distance-metric <metric>', '0 or squared-euclidean (default), 1 or cosine-angle', distanceMetric),
  flagOption('--use-flipped-images', 'append the embedding of the mirrored face'),
  flagOption('--subtract-mean', 'subtract the mean of the training folds before distances are taken'),
  flagOption('--use-fixed-image-standardization', 'the same as --standardisation fixed'),
  standardisationOption(),
  valueOption('--standardization <kind>', 'the same', (name) => oneOf(name, STANDARDISATIONS)).hideHelp(),
  valueOption(
    '--preset <name>',
    'facenet-2018: metric 1, flipped images, mean subtracted, fixed standardisation',
    (name) => oneOf(name, PRESETS),
  ),
  flagOption('--align', 'the images are photographs: find and align the faces first'),
  valueOption('--embeddings <file>', 'keep the embeddings there; if it exists, evaluate it without a network', text),
  flagOption('--strict', 'fail when a pair would be skipped'),
  valueOption(
    '--json [file]',
    'write the figures as JSON; without a file to standard output, in place of text',
    text,
  ).preset('-'),
  valueOption('--report <folder>', 'write a page with charts and the worst errors there', text),
  ...engineOptions(),
  threadsOption(),
  flagOption('--quiet', 'no progress and no notices, only figures and problems'),
];

/** Reads a metric by FaceNet's number or by name. */
export function distanceMetric(name: string): (value: string) => Metric {
  const byName = oneOf(name, ['0', '1', ...METRICS]);
  return (value) => {
    const word = byName(value);
    return METRICS.find((metric, index) => word === metric || word === String(index)) ?? METRICS[0];
  };
}
