import path from 'node:path';
import { writeWhole } from '../../files/atomic-file.ts';
import { readHistory } from '../../pipelines/train/history.ts';
import type { TrainListener } from '../../pipelines/train/run-epochs.ts';
import { trainModel } from '../../pipelines/train/train-model.ts';
import type { AnyTrainSettings } from '../../pipelines/train/train-settings.ts';
import { formatTrainingHtml } from '../../report/html/train.ts';
import { createTrainView } from '../../report/progress/train.ts';
import { formatTrained, formatTrainedJson } from '../../report/text/train.ts';
import type { CommandLine } from '../shared/command-entry.ts';
import type { Io } from '../shared/context.ts';
import { EXIT } from '../shared/exit-codes.ts';
import { modelsFolder } from '../shared/models-folder.ts';
import type { TrainDistilFlags, TrainFlags, TrainSoftmaxFlags, TrainTripletFlags } from './options.ts';
import { readDistilSettings, readSoftmaxSettings, readTripletSettings } from './read-train-settings.ts';

type Args = Pick<CommandLine, 'args'>;

/** `facekit train triplet DATA`: trains an embedder with triplets. Returns the exit code. */
export const trainTriplet = async ({ args: [data = ''] }: Args, flags: TrainTripletFlags, io: Io): Promise<number> =>
  train(await readTripletSettings(data, flags, io.cwd), flags, io);

/** `facekit train softmax DATA`: trains an embedder as part of a classifier of the people. Returns the exit code. */
export const trainSoftmax = async ({ args: [data = ''] }: Args, flags: TrainSoftmaxFlags, io: Io): Promise<number> =>
  train(await readSoftmaxSettings(data, flags, io.cwd), flags, io);

/** `facekit train distil DATA`: trains a model to see in degraded crops what it sees in whole ones. Returns the exit code. */
export const trainDistil = async ({ args: [data = ''] }: Args, flags: TrainDistilFlags, io: Io): Promise<number> =>
  train(await readDistilSettings(data, flags, io.cwd), flags, io);

async function train(settings: AnyTrainSettings, flags: Pick<TrainFlags, 'json' | 'quiet'>, io: Io): Promise<number> {
  const view = createTrainView(flags, io);
  let hasStepped = false;
  const steps: TrainListener['steps'] = (...told) => {
    hasStepped = true;
    view.steps(...told);
  };
  const world = { models: modelsFolder(io), signal: io.signal, listener: { ...view, steps } };
  const trained = await trainModel(settings, world).finally(() => hasStepped && writeReport(settings));
  if (flags.json) io.stdout.write(formatTrainedJson(trained));
  else if (!flags.quiet) io.stdout.write(formatTrained(trained));
  return EXIT.done;
}

/** Beside the checkpoints, also of a training that was stopped. */
async function writeReport(settings: AnyTrainSettings): Promise<void> {
  const page = formatTrainingHtml(await readHistory(settings.checkpoints), settings);
  await writeWhole(path.join(settings.checkpoints, 'report.html'), page);
}
