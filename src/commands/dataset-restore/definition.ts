import { defineCommand } from '../shared/command-entry.ts';
import { jsonOption, text } from '../shared/options.ts';
import { valueOption, type FlagsOf } from '../shared/typed-option.ts';
/** The options of `facekit dataset restore`. */
export const datasetRestoreOptions = () => [
  valueOption('--to <folder>', 'where the data set is now (default: where it was, beside the quarantine)', text),
  ...jsonOption(),
];
export type DatasetRestoreFlags = FlagsOf<typeof datasetRestoreOptions>;

export const datasetRestoreCommand = defineCommand('restore', {
  summary: 'put back what dataset check --quarantine has moved',
  description: 'Puts back what dataset check --quarantine has moved. Replaces nothing.',
  arguments: { '<folder>': 'the quarantine' },
  options: datasetRestoreOptions,
  examples: ['dataset restore people-removed'],
  load: async () => (await import('./dataset-restore.ts')).datasetRestore,
});
