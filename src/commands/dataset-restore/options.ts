import { commandOf } from '../shared/command-entry.ts';
import { jsonOption } from '../shared/options.ts';
import { text } from '../shared/values.ts';
import { valueOption, type FlagsOf } from '../shared/typed-option.ts';
/** The options of `facekit dataset restore`. */
const datasetRestoreOptions = () => [
  valueOption('--to <folder>', 'where the data set is now (default: where it was, beside the quarantine)', text),
  ...jsonOption(),
];
export type DatasetRestoreFlags = FlagsOf<typeof datasetRestoreOptions>;

/** `facekit datasets restore`. */
export const command = commandOf(
  datasetRestoreOptions,
  async () => (await import('./dataset-restore.ts')).datasetRestore,
);
