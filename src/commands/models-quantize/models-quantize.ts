import { quantizeModel } from '../../pipelines/quantize/quantize-model.ts';
import { createQuantizeView } from '../../report/progress/quantize.ts';
import { formatQuantised } from '../../report/text/models/models.ts';
import type { CommandLine } from '../shared/command-entry.ts';
import type { Io } from '../shared/context.ts';
import { EXIT } from '../shared/exit-codes.ts';
import { modelsFolder } from '../shared/models-folder.ts';
import { tellInterrupted } from '../shared/notices.ts';
import type { QuantizeFlags } from './options.ts';

/** `facekit models quantize MODEL [FACES…]`: makes an int8 model from a float32 one. Returns the exit code. */
export async function modelsQuantize(
  { args: [nameOrFile = '', ...images] }: Pick<CommandLine, 'args'>,
  flags: QuantizeFlags,
  io: Io,
): Promise<number> {
  const listener = createQuantizeView(flags, io);
  const world = { folder: modelsFolder(io), cwd: io.cwd, signal: io.signal, listener };
  const quantized = await quantizeModel(nameOrFile, images, flags, world).finally(() => {
    listener.stop();
  });
  if (!quantized) return tellInterrupted(io, 'Interrupted; nothing was written.');
  const { installed, bytes, speed } = quantized;
  const { info, ...rest } = installed;
  if (flags.json) io.stdout.write(`${JSON.stringify({ ...info, ...rest, bytes, speed })}\n`);
  else if (!flags.quiet) io.stdout.write(formatQuantised(quantized));
  return EXIT.done;
}
