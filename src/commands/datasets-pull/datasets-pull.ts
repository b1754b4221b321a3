import type { DatasetsPullFlags } from './options.ts';
import type { CommandLine } from '../shared/command-entry.ts';
import { EXIT } from '../shared/exit-codes.ts';
import { tellInterrupted } from '../shared/notices.ts';
import path from 'node:path';
import { datasetSource, type LfwVariant } from '../../dataset/pull/lfw-source.ts';
import { pullDataset } from '../../dataset/pull/pull-dataset.ts';
import type { DatasetSource } from '../../dataset/pull/source.ts';
import { isAddress } from '../../files/http-address.ts';
import { formatPulledDataset, formatPulledDatasetJson } from '../../report/text/datasets.ts';
import { createPullView } from '../../report/progress/dataset-pull.ts';
import type { Io } from '../shared/context.ts';

/** `facekit datasets pull NAME [FOLDER]`: fetches a data set. Returns the exit code. */
export async function datasetsPull(
  { args: [name = '', folder = 'datasets'] }: Pick<CommandLine, 'args'>,
  flags: DatasetsPullFlags,
  io: Io,
  sourceOf: (name: string, variant: LfwVariant) => DatasetSource = datasetSource,
): Promise<number> {
  const source = sourceOf(name, flags.variant);
  const view = createPullView(source, flags, io);
  const outcome = await pullDataset(source, {
    folder: path.resolve(io.cwd, folder),
    from: placeOf(flags.from ?? io.env.FACEKIT_DATASETS_URL ?? '', io.cwd),
    listsOnly: flags.pairsOnly,
    overwrite: flags.overwrite,
    signal: io.signal,
    listener: view,
    onSwitch: (from, to, reason) => {
      view.line(`${from} failed (${reason}); going on with ${to}.`);
    },
  }).finally(() => {
    view.stop();
  });
  if (outcome.kind === 'interrupted')
    return tellInterrupted(io, 'Interrupted; what has come is kept, run the same command again to go on.');
  if (flags.json) io.stdout.write(formatPulledDatasetJson(source, outcome));
  else if (!flags.quiet) io.stdout.write(formatPulledDataset(source, outcome));
  return EXIT.done;
}

/** An address as it is, a folder as an absolute path, nothing for nothing. */
const placeOf = (from: string, cwd: string): string | undefined =>
  from === '' ? undefined : isAddress(from) ? from : path.resolve(cwd, from);
