import type { CheckEmbedder, CheckSettings } from '../../pipelines/dataset-check/check-settings.ts';
import type { OpenNetworks } from '../../pipelines/networks/open-networks.ts';
import { checkShard } from '../../pipelines/shards/check-shard.ts';
import { formatShard, type Shard } from '../../sharding/shard.ts';
import { EXIT } from '../shared/exit-codes.ts';
import type { NetworksCall } from '../shared/networks-command.ts';
import { tellShardDone } from '../shared/shard-done.ts';
import { withCollection } from '../shared/with-collection.ts';
import type { DatasetCheckFlags } from './options.ts';

/** The networks that the command uses; tests pass their own. */
export type OpenCheckNetworks = OpenNetworks<{ openEmbedder(images?: number): Promise<CheckEmbedder> }>;

/** The part of `facekit dataset check` that many machines can share: looks at one shard, and keeps what is measured. */
export const checkPart = (
  settings: CheckSettings,
  { shard, folder }: { readonly shard: Shard; readonly folder: string },
  { argv, flags, io, openNetworks }: NetworksCall<DatasetCheckFlags, OpenCheckNetworks>,
): Promise<number> =>
  withCollection(
    { flags, io, openNetworks, tellsProblems: false },
    (world) => checkShard(settings, { options: flags, run: { shard, argv, cwd: io.cwd }, folder }, world),
    ({ manifest, isNew }) => {
      if (!isNew) return tellShardDone(shard, flags, io);
      if (flags.json) io.stdout.write(`${JSON.stringify({ shard, state: 'complete' })}\n`);
      else if (!flags.quiet)
        io.stdout.write(`Shard ${formatShard(shard)} is complete: ${manifest.images} images were measured.\n`);
      return EXIT.done;
    },
  );
