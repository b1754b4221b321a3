import { LFW_VARIANTS } from '../../dataset/pull/lfw-source.ts';
import { flagOption, oneOf, outputOptions, valueOption } from '../shared/options.ts';

/** The options of `facekit datasets pull`. */
export const datasetPullOptions = () => [
  valueOption(
    '--variant <name>',
    `the photographs as they were collected, or turned upright: ${LFW_VARIANTS.join(' or ')}`,
    (name) => oneOf(name, LFW_VARIANTS),
    'original',
  ),
  flagOption('--pairs-only', 'only the lists of pairs, for images that you have'),
  valueOption(
    '--from <url or folder>',
    'take the files from there (or from FACEKIT_DATASETS_URL)',
    () => (text) => text,
  ),
  flagOption('--overwrite', 'replace what is there, when the new images are whole'),
  ...outputOptions(),
];
