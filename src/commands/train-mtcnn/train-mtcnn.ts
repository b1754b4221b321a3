import { trainMtcnn as train } from '../../pipelines/train-mtcnn/train-mtcnn.ts';
import { createMtcnnView } from '../../report/progress/train-mtcnn.ts';
import { formatTrainedMtcnn } from '../../report/text/models/trained-mtcnn.ts';
import type { CommandLine } from '../shared/command-entry.ts';
import type { Io } from '../shared/context.ts';
import { EXIT } from '../shared/exit-codes.ts';
import type { TrainMtcnnFlags } from './options.ts';
import { readMtcnnSettings } from './read-mtcnn-settings.ts';

/** `facekit train mtcnn NETWORK FOLDER`: trains one of MTCNN's networks. Returns the exit code. */
export async function trainMtcnn(
  { args: [network = '', folder = ''] }: Pick<CommandLine, 'args'>,
  flags: TrainMtcnnFlags,
  io: Io,
): Promise<number> {
  const settings = await readMtcnnSettings(network, folder, { flags, cwd: io.cwd });
  const trained = await train(settings, { listener: createMtcnnView(flags, io), signal: io.signal });
  if (flags.json) io.stdout.write(`${JSON.stringify(trained)}\n`);
  else if (!flags.quiet) io.stdout.write(formatTrainedMtcnn(trained));
  return EXIT.done;
}
