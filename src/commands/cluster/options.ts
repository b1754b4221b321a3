import { commandOf } from '../shared/command-entry.ts';
import {
  countOption,
  embedderOptions,
  imageOutputOptions,
  photographCollectionOptions,
  shardOptions,
} from '../shared/options.ts';
import { numberBetween, oneOf, text } from '../shared/values.ts';
import { photographsOrCropsOptions } from '../shared/detector-options.ts';
import { defaultOption, flagOption, valueOption, type FlagsOf } from '../shared/typed-option.ts';
import { LINKS } from '../../pipelines/cluster/cluster-settings.ts';

/** The options of `facekit cluster`. */
const clusterOptions = () => [
  valueOption('-o, --output <folder>', 'write a folder for each person, clusters.jsonl and a page there', text),
  valueOption('--into <folder>', 'add to the groups that an earlier run has written there, as they are now', text),
  valueOption('--name-by <gallery>', 'name groups after the people of a gallery, a folder or a database', text),
  valueOption(
    '--threshold <distance>',
    "mean squared distance up to which groups are one person (default: the model's)",
    numberBetween(0, 4),
  ),
  countOption('--min-faces <count>', 'groups of fewer faces stay unsorted', { max: 1_000_000, initial: 2 }),
  defaultOption(
    '--link <kind>',
    'how photographs get into the folders: copy, hard or symbolic links',
    oneOf(LINKS),
    'copy',
  ),
  flagOption('--evaluate', 'compare the groups with the folders that the images are in: BCubed, pairs, NMI'),
  ...photographsOrCropsOptions('the images are photographs: find all their faces first'),
  ...embedderOptions(),
  ...photographCollectionOptions(),
  ...shardOptions(),
  ...imageOutputOptions(),
];

export type ClusterFlags = FlagsOf<typeof clusterOptions>;

/** `facekit cluster`. */
export const command = commandOf(clusterOptions, async () => (await import('./cluster.ts')).cluster);
