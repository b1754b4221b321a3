import path from 'node:path';
import { refuseAddress } from '../../pipelines/inputs/addressed-input.ts';
import { trainSrn as train } from '../../pipelines/train-srn/train-srn.ts';
import { createSrnView } from '../../report/progress/train-srn.ts';
import { formatTrainedSrn } from '../../report/text/models/trained-srn.ts';
import type { CommandLine } from '../shared/command-entry.ts';
import type { Io } from '../shared/context.ts';
import { EXIT } from '../shared/exit-codes.ts';
import type { TrainSrnFlags } from './options.ts';

/** `facekit train srn FOLDER`: trains the detector SRN. Returns the exit code. */
export async function trainSrn(
  { args: [folder = ''] }: Pick<CommandLine, 'args'>,
  flags: TrainSrnFlags,
  io: Io,
): Promise<number> {
  refuseAddress(folder);
  const place = (name: string): string => path.resolve(io.cwd, name);
  const { annotations, output, modelsBaseDir = path.join('training', path.parse(output).name) } = flags;
  const trained = await train(
    {
      folder: place(folder),
      annotations: place(annotations),
      format: flags.annotationFormat,
      output: place(output),
      checkpoints: place(modelsBaseDir),
      resume: flags.resume ?? false,
      backbone: flags.backbone,
      width: flags.width,
      side: flags.inputSize,
      batch: flags.batchSize,
      epochs: flags.epochs,
      optimiser: flags.optimizer,
      learningRate: flags.learningRate,
      weightDecay: flags.weightDecay,
      stc: flags.stc,
      str: flags.str,
      variation: flags.augmentation,
      matching: flags.match,
      seed: flags.seed,
      device: flags.device,
      threads: flags.threads,
    },
    { listener: createSrnView(flags, io), signal: io.signal },
  );
  if (flags.json) io.stdout.write(`${JSON.stringify(trained)}\n`);
  else if (!flags.quiet) io.stdout.write(formatTrainedSrn(trained));
  return EXIT.done;
}
