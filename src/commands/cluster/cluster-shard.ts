import path from 'node:path';
import { usageError } from '../../core/errors.ts';
import type { ImageInput } from '../../dataset/image-files.ts';
import type { ClusterWorld } from '../../pipelines/cluster/cluster-collection.ts';
import { isEmbeddingFile } from '../../pipelines/labelled/embedding-rows.ts';
import type { OpenNetworks } from '../../pipelines/networks/open-networks.ts';
import { embedShard } from '../../pipelines/shards/embed-shard.ts';
import { formatEmbedTotals } from '../../report/text/embed.ts';
import { formatShard, type Shard } from '../../sharding/shard.ts';
import { EXIT, interruptedExitCode } from '../shared/exit-codes.ts';
import type { NetworksCall } from '../shared/networks-command.ts';
import { tellShardDone } from '../shared/shard-done.ts';
import { withCollection } from '../shared/with-collection.ts';
import type { ClusterFlags } from './options.ts';

/** The part of `facekit cluster` that many machines can share: embeds one shard, from which the groups are made once all are merged. */
export async function clusterShard(
  inputs: readonly ImageInput[],
  shard: Shard,
  { argv, flags, io, openNetworks }: NetworksCall<ClusterFlags, OpenNetworks<ClusterWorld>>,
): Promise<number> {
  const { output } = flags;
  if (output === undefined || flags.into !== undefined)
    throw usageError('Expected `output` with `shard`, and no `into`: the embeddings of the shard lie beside it.');
  const [input] = inputs;
  if (typeof input === 'string' && (await isEmbeddingFile(path.resolve(io.cwd, input))))
    throw usageError(`Expected images with \`shard\` but ${input} holds embeddings already: group them without it.`);
  const faces = `${output}.arrow`;
  const options = { ...flags, output: faces, allFaces: flags.detect ?? false };
  return withCollection(
    { flags, io, openNetworks },
    (world) => embedShard(inputs, options, { shard, argv, cwd: io.cwd }, world),
    ({ outcome }) => {
      if (!outcome) return tellShardDone(shard, flags, io);
      if (outcome.interrupted) return interruptedExitCode(io.signal);
      if (flags.json) io.stdout.write(`${JSON.stringify({ shard, state: 'complete' })}\n`);
      else if (!flags.quiet)
        io.stdout.write(
          `${formatEmbedTotals(outcome.summary)}Shard ${formatShard(shard)} is complete. Once all are: facekit merge ${faces}, then facekit cluster ${faces} --output ${output}.\n`,
        );
      return EXIT.done;
    },
  );
}
