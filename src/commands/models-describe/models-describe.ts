import { describeNetworks } from '../../pipelines/architectures/describe-networks.ts';
import { formatNetworks, formatNetworkTotals } from '../../report/text/models/networks.ts';
import type { CommandLine } from '../shared/command-entry.ts';
import type { Io } from '../shared/context.ts';
import { EXIT } from '../shared/exit-codes.ts';
import { modelsFolder } from '../shared/models-folder.ts';
import type { DescribeFlags } from './options.ts';

/** `facekit models describe [NAME]`: the layers of a network, with their shapes, parameters and multiplications. */
export async function modelsDescribe(
  { args: [name] }: Pick<CommandLine, 'args'>,
  { json, inputSize }: DescribeFlags,
  io: Io,
): Promise<number> {
  const networks = await describeNetworks(name, { folder: modelsFolder(io), cwd: io.cwd, inputSize });
  const format = name === undefined ? formatNetworkTotals : formatNetworks;
  io.stdout.write(json ? `${JSON.stringify({ networks })}\n` : format(networks));
  return EXIT.done;
}
