import { commandOf } from '../shared/command-entry.ts';
import { outputOptions } from '../shared/options.ts';
import { flagOption, type FlagsOf } from '../shared/typed-option.ts';

/** The options of `facekit merge`. */
const mergeOptions = () => [
  flagOption('--overwrite', 'replace a file of embeddings that is there'),
  flagOption('--keep', 'leave the shards where they are'),
  ...outputOptions(),
];

export type MergeFlags = FlagsOf<typeof mergeOptions>;

/** `facekit merge`. */
export const command = commandOf(mergeOptions, async () => (await import('./merge.ts')).merge);
