import type { DatasetsPullFlags } from './definition.ts';
import type { CommandLine } from '../shared/command-entry.ts';
import { EXIT, interruptedExitCode } from '../shared/exit-codes.ts';
import path from 'node:path';
import { usageError } from '../../core/errors.ts';
import { lfwSource, type LfwVariant } from '../../dataset/pull/lfw-source.ts';
import { pullDataset, type PullListener } from '../../dataset/pull/pull-dataset.ts';
import type { DatasetSource } from '../../dataset/pull/source.ts';
import { isAddress } from '../../files/http-address.ts';
import { formatPulledDataset, formatPulledDatasetJson } from '../../report/text/datasets.ts';
import { createProgress, type Progress } from '../../report/text/progress.ts';
import type { Io } from '../shared/context.ts';

/** `facekit datasets pull NAME [FOLDER]`: fetches a data set. Returns the exit code. */
export async function datasetsPull(
  { args: [name = '', folder = 'datasets'] }: Pick<CommandLine, 'args'>,
  flags: DatasetsPullFlags,
  io: Io,
  sourceOf: (name: string, variant: LfwVariant) => DatasetSource = datasetSource,
): Promise<number> {
  const source = sourceOf(name, flags.variant);
  const view = createView(source, flags, io);
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
  if (outcome.kind === 'interrupted') {
    io.stderr.write('Interrupted; what has come is kept, run the same command again to go on.\n');
    return interruptedExitCode(io.signal);
  }
  if (flags.json) io.stdout.write(formatPulledDatasetJson(source, outcome));
  else if (!flags.quiet) io.stdout.write(formatPulledDataset(source, outcome));
  return EXIT.done;
}

/** @throws FacekitError `usage` */
function datasetSource(name: string, variant: LfwVariant): DatasetSource {
  if (name === 'lfw') return lfwSource(variant);
  throw usageError(`Expected lfw as the data set to pull but received ${name}.`);
}

/** An address as it is, a folder as an absolute path, nothing for nothing. */
const placeOf = (from: string, cwd: string): string | undefined =>
  from === '' ? undefined : isAddress(from) ? from : path.resolve(cwd, from);

/** Shows on standard error how the archive comes and how its images are written. */
function createView(
  { archive }: DatasetSource,
  { quiet = false }: DatasetsPullFlags,
  { stderr }: Io,
): PullListener & Pick<Progress, 'line' | 'stop'> {
  const create = (total: number, unit: string): Progress => createProgress(stderr, { total, unit, quiet });
  let progress: Progress | undefined;
  let shown = 0;
  return {
    fetchedBytes: (bytes) => {
      progress ??= create(archive.megabytes, 'MB');
      const megabytes = Math.min(Math.floor(bytes / 1e6), archive.megabytes);
      // A leap is what an earlier run has left: it took no time in this one.
      const worked = megabytes - shown === 1;
      for (; shown < megabytes; shown += 1) progress.advance(worked);
    },
    beginsImages: () => {
      progress?.stop();
      progress = create(archive.images, 'images');
    },
    wroteImage: () => progress?.advance(true),
    line: (text) => stderr.write(`${text}\n`),
    stop: () => progress?.stop(),
  };
}
