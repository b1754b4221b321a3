import { trainTriplet as train } from '../../pipelines/train/train-model.ts';
import { createTrainView } from '../../report/progress/train.ts';
import { formatTrained, formatTrainedJson } from '../../report/text/train.ts';
import type { CommandLine } from '../shared/command-entry.ts';
import type { Io } from '../shared/context.ts';
import { EXIT } from '../shared/exit-codes.ts';
import { modelsFolder } from '../shared/models-folder.ts';
import type { TrainTripletFlags } from './options.ts';
import { readTripletSettings } from './read-train-settings.ts';

/** `facekit train triplet DATA`: trains an embedder with triplets. Returns the exit code. */
export async function trainTriplet(
  { args: [data = ''] }: Pick<CommandLine, 'args'>,
  flags: TrainTripletFlags,
  io: Io,
): Promise<number> {
  const settings = await readTripletSettings(data, flags, io.cwd);
  const trained = await train(settings, {
    models: modelsFolder(io),
    signal: io.signal,
    listener: createTrainView(flags, io),
  });
  if (flags.json) io.stdout.write(formatTrainedJson(trained));
  else if (!flags.quiet) io.stdout.write(formatTrained(trained));
  return EXIT.done;
}
