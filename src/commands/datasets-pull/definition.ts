import { defineCommand } from '../shared/command-entry.ts';
import { oneOf, outputOptions } from '../shared/options.ts';
import { defaultOption, flagOption, valueOption, type FlagsOf } from '../shared/typed-option.ts';
import { LFW_VARIANTS } from '../../dataset/pull/lfw-source.ts';

/** The options of `facekit datasets pull`. */
export const datasetPullOptions = () => [
  defaultOption(
    '--variant <name>',
    `the photographs as they were collected, or turned upright: ${LFW_VARIANTS.join(' or ')}`,
    oneOf(LFW_VARIANTS),
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

export type DatasetsPullFlags = FlagsOf<typeof datasetPullOptions>;

export const datasetsPullCommand = defineCommand('pull', {
  summary: 'fetch a data set',
  description: 'Fetches LFW from a public mirror, checks it, and unpacks it: images to <folder>/lfw, pairs beside.',
  arguments: { '<name>': 'lfw', '[folder]': 'where it goes (default: datasets)' },
  options: datasetPullOptions,
  examples: ['datasets pull lfw', 'datasets pull lfw --pairs-only --from https://mirror.example/lfw'],
  load: async () => (await import('./datasets-pull.ts')).datasetsPull,
});
