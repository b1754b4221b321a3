import { trainModel } from '../../pipelines/train/train-model.ts';
import type { AnyTrainSettings } from '../../pipelines/train/train-settings.ts';
import { createTrainView } from '../../report/progress/train.ts';
import { formatTrained, formatTrainedJson } from '../../report/text/train.ts';
import type { CommandLine } from '../shared/command-entry.ts';
import type { Io } from '../shared/context.ts';
import { EXIT } from '../shared/exit-codes.ts';
import { modelsFolder } from '../shared/models-folder.ts';
import type { TrainFlags, TrainSoftmaxFlags, TrainTripletFlags } from './options.ts';
import { readSoftmaxSettings, readTripletSettings } from './read-train-settings.ts';

type Args = Pick<CommandLine, 'args'>;

/** `facekit train triplet DATA`: trains an embedder with triplets. Returns the exit code. */
export const trainTriplet = async ({ args: [data = ''] }: Args, flags: TrainTripletFlags, io: Io): Promise<number> =>
  train(await readTripletSettings(data, flags, io.cwd), flags, io);

/** `facekit train softmax DATA`: trains an embedder as part of a classifier of the people. Returns the exit code. */
export const trainSoftmax = async ({ args: [data = ''] }: Args, flags: TrainSoftmaxFlags, io: Io): Promise<number> =>
  train(await readSoftmaxSettings(data, flags, io.cwd), flags, io);

async function train(settings: AnyTrainSettings, flags: Pick<TrainFlags, 'json' | 'quiet'>, io: Io): Promise<number> {
  const trained = await trainModel(settings, {
    models: modelsFolder(io),
    signal: io.signal,
    listener: createTrainView(flags, io),
  });
  if (flags.json) io.stdout.write(formatTrainedJson(trained));
  else if (!flags.quiet) io.stdout.write(formatTrained(trained));
  return EXIT.done;
}
