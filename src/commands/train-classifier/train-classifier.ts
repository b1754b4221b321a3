import { createCropCheck } from '../../pipelines/collection/crop-check.ts';
import type { CommandLine } from '../shared/command-entry.ts';
import { createCollectionView } from '../shared/collection-view.ts';
import { readDetector } from '../shared/detector-options.ts';
import type { Io } from '../shared/context.ts';
import { EXIT } from '../shared/exit-codes.ts';
import { readSettings } from './read-settings.ts';
import { randomKey } from '../../core/random.ts';
import { createAtomicWriter } from '../../files/atomic-file.ts';
import { thisProcess } from '../../files/process-id.ts';
import { type NetworkOptions, type Networks, openNetworks } from '../../pipelines/networks/open-networks.ts';
import { trainInThread, type Train } from '../../pipelines/train-classifier/train-in-thread.ts';
import { runTrainClassifier } from '../../pipelines/train-classifier/train-on-data.ts';
import { createTrainingView } from './training-view.ts';
import { trainClassifierCommand, type TrainFlags } from './definition.ts';
import { flagsInMessage, flagsOf } from '../shared/flags-in-messages.ts';
import { encodeClassifier } from '../../recognition/classifier-file.ts';
import { formatTrainJson, formatTrainReport } from '../../report/text/train-classifier.ts';

/** Opens the networks of a command; tests pass their own. */
export type OpenNetworks = (flags: NetworkOptions, onNotice: (line: string) => void) => Networks;

/** What the command works with; tests pass their own. */
export interface TrainTools {
  readonly open?: OpenNetworks;
  readonly train?: Train;
}

/** `facekit train-classifier [data] [classifier]`: teaches a classifier who is who. Returns the exit code. */
export async function trainClassifier(
  { args }: Pick<CommandLine, 'args'>,
  flags: TrainFlags,
  io: Io,
  { open = openNetworks, train = trainInThread }: TrainTools = {},
): Promise<number> {
  const settings = readSettings(args, flags, io.cwd);
  const view = createCollectionView(flags, io);
  await using networks = open({ ...flags, detector: readDetector(flags) }, (line) => {
    if (!flags.quiet) io.stderr.write(`${line}\n`);
  });
  const openEmbedder = () => networks.openEmbedder();
  const training = createTrainingView(flags, io, () => {
    view.stop();
  });
  const { onTraining } = training;
  const checkCrops = createCropCheck({ ...networks, force: flags.force });
  const world = { signal: io.signal, listener: view, openEmbedder, checkCrops, train, onTraining };
  const { classifier, report } = await runTrainClassifier(settings, world).finally(() => {
    view.stop();
    training.stop();
  });
  const writer = createAtomicWriter(thisProcess(randomKey()), 'classifier');
  await writer.write(settings.output, encodeClassifier(classifier));
  if (!flags.quiet)
    for (const note of report.notes) io.stderr.write(`${flagsInMessage(note, flagsOf([trainClassifierCommand]))}\n`);
  if (flags.json) io.stdout.write(formatTrainJson(report));
  else if (!flags.quiet) io.stdout.write(formatTrainReport(report));
  return EXIT.done;
}
