import path from 'node:path';
import { usageError } from '../../core/errors.ts';
import type { ClassifyFlags } from './options.ts';
import { DEFAULT_CLASSIFIER } from '../../pipelines/train-classifier/train-settings.ts';

export interface ClassifyArguments {
  /** The classifier file, as it was named. */
  readonly classifier: string;
  /** At least one, unless there is a list. */
  readonly paths: readonly string[];
}

/** Parts the classifier file, whose name ends in .json, from what is to be classified. Throws `usage`. */
export function readArguments(
  args: readonly string[],
  { filesFrom }: Pick<ClassifyFlags, 'filesFrom'> = {},
): ClassifyArguments {
  const [first = '', ...rest] = args;
  const extension = path.extname(first).toLowerCase();
  if (['.pkl', '.pickle'].includes(extension)) {
    throw usageError(
      `Expected a classifier file of facekit, ending in .json, but received ${first}, a pickle of Python: train one with facekit train-classifier.`,
    );
  }
  const [classifier, paths] = extension === '.json' ? [first, rest] : [DEFAULT_CLASSIFIER, args];
  if (paths.length === 0 && filesFrom === undefined) {
    throw usageError(
      'Expected photographs or a data set to classify but received none: facekit classify [classifier] <paths…>.',
    );
  }
  return { classifier, paths };
}

/** Options that mean nothing for what is classified are refused. Throws `usage`. */
export function requireFittingOptions(flags: ClassifyFlags, kind: 'data-set' | 'photographs'): void {
  const foreign: readonly (keyof ClassifyFlags)[] =
    kind === 'data-set'
      ? ['annotate']
      : [
          'useSplitDataset',
          'minNrofImagesPerClass',
          'nrofTrainImagesPerClass',
          'seed',
          'detect',
          'force',
          'normalize',
          'report',
        ];
  const given = foreign.find((name) => flags[name] !== undefined);
  if (given === undefined) return;
  const option = `\`${given}\``;
  throw usageError(
    kind === 'data-set'
      ? `Expected photographs with ${option} but received a data set: name the photographs, or add \`photographs\`.`
      : `Expected a data set with ${option}, one folder of class folders or an embedding file, but received photographs.`,
  );
}
