import { collectionWorld } from '../../pipelines/networks/collection-world.ts';
import { notesTo, noticesTo } from '../shared/notices.ts';
import type { CommandLine } from '../shared/command-entry.ts';
import { createCollectionView } from '../../report/progress/collection.ts';
import { readDetector } from '../shared/read-detector.ts';
import type { Io } from '../shared/context.ts';
import { EXIT } from '../shared/exit-codes.ts';
import { readTrainSettings } from '../../pipelines/train-classifier/read-train-settings.ts';
import { writeWhole } from '../../files/atomic-file.ts';
import { type NetworkOptions, type Networks, openNetworks } from '../../pipelines/networks/open-networks.ts';
import { trainInThread, type Train } from '../../pipelines/train-classifier/train-in-thread.ts';
import { runTrainClassifier } from '../../pipelines/train-classifier/train-on-data.ts';
import { createTrainingView } from '../../report/progress/training.ts';
import { trainClassifierOptions, type TrainFlags } from './options.ts';
import { encodeClassifier } from '../../recognition/classifier-file.ts';
import { formatTrainJson, formatTrainReport } from '../../report/text/train-classifier.ts';

/** Opens the networks of a command; tests pass their own. */
export type OpenNetworks = (
  flags: NetworkOptions,
  onNotice: (line: string) => void,
) => Omit<Networks, 'openFaceEmbedder'>;

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
  const settings = readTrainSettings(args, flags, io.cwd);
  const view = createCollectionView(flags, io);
  await using networks = open({ ...flags, detector: readDetector(flags, io.cwd) }, noticesTo(io, flags));
  const training = createTrainingView(flags, io, () => {
    view.stop();
  });
  const world = collectionWorld(networks, { force: flags.force, listener: view, signal: io.signal });
  const { classifier, report } = await runTrainClassifier(settings, {
    ...world,
    train,
    onTraining: training.onTraining,
  }).finally(() => {
    view.stop();
    training.stop();
  });
  await writeWhole(settings.output, encodeClassifier(classifier));
  report.notes.forEach(notesTo(io, flags, trainClassifierOptions()));
  if (flags.json) io.stdout.write(formatTrainJson(report));
  else if (!flags.quiet) io.stdout.write(formatTrainReport(report));
  return EXIT.done;
}
