import { commandOf } from '../shared/command-entry.ts';
import { outputOptions } from '../shared/options.ts';
import { oneOf, text } from '../shared/values.ts';
import { defaultOption, flagOption, valueOption, type FlagsOf } from '../shared/typed-option.ts';
import { LFW_VARIANTS } from '../../dataset/pull/lfw-source.ts';

/** The options of `facekit datasets pull`. */
const datasetPullOptions = () => [
  defaultOption(
    '--variant <name>',
    `the photographs as they were collected, or turned upright: ${LFW_VARIANTS.join(' or ')}`,
    oneOf(LFW_VARIANTS),
    'original',
  ),
  flagOption('--pairs-only', 'only the lists of pairs, for images that you have'),
  valueOption('--from <url or folder>', 'take the files from there (or from FACEKIT_DATASETS_URL)', text),
  flagOption('--overwrite', 'replace what is there, when the new images are whole'),
  ...outputOptions(),
];

export type DatasetsPullFlags = FlagsOf<typeof datasetPullOptions>;

/** `facekit datasets pull`. */
export const command = commandOf(datasetPullOptions, async () => (await import('./datasets-pull.ts')).datasetsPull);
