import path from 'node:path';
import { trainMtcnn as train } from '../../pipelines/train-mtcnn/train-mtcnn.ts';
import { createMtcnnView } from '../../report/progress/train-mtcnn.ts';
import { formatTrainedMtcnn } from '../../report/text/models/trained-mtcnn.ts';
import { MTCNN_NETWORKS } from '../../training/mtcnn/targets.ts';
import type { CommandLine } from '../shared/command-entry.ts';
import type { Io } from '../shared/context.ts';
import { EXIT } from '../shared/exit-codes.ts';
import { oneOf } from '../shared/values.ts';
import type { TrainMtcnnFlags } from './options.ts';

/** `facekit train mtcnn NETWORK FOLDER`: trains one of MTCNN's networks. Returns the exit code. */
export async function trainMtcnn(
  { args: [network = '', folder = ''] }: Pick<CommandLine, 'args'>,
  flags: TrainMtcnnFlags,
  io: Io,
): Promise<number> {
  const place = (name: string): string => path.resolve(io.cwd, name);
  const trained = await train(
    {
      network: oneOf(MTCNN_NETWORKS)('<network>')(network),
      folder: place(folder),
      annotations: place(flags.annotations),
      format: flags.annotationFormat,
      output: place(flags.output),
      base: flags.base === undefined ? undefined : place(flags.base),
      fineTune: flags.fineTune ?? false,
      steps: flags.steps,
      positives: flags.batchSize,
      samples: flags.samples,
      optimiser: flags.optimizer,
      learningRate: flags.learningRate,
      seed: flags.seed,
      threads: flags.threads,
    },
    { listener: createMtcnnView(flags, io), signal: io.signal },
  );
  if (flags.json) io.stdout.write(`${JSON.stringify(trained)}\n`);
  else if (!flags.quiet) io.stdout.write(formatTrainedMtcnn(trained));
  return EXIT.done;
}
