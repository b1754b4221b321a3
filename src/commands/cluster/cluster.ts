import path from 'node:path';
import { usageError } from '../../core/errors.ts';
import { type ClusterOutcome, type ClusterWorld, runCluster } from '../../pipelines/cluster/cluster-collection.ts';
import { readEarlierClusters } from '../../pipelines/cluster/earlier-clusters.ts';
import { restoreReplaced } from '../../pipelines/cluster/replace-folder.ts';
import { requireFreeFolder, writeClusters } from '../../pipelines/cluster/write-clusters.ts';
import { readInputs } from '../../pipelines/inputs/read-inputs.ts';
import { openNetworks, type OpenNetworks } from '../../pipelines/networks/open-networks.ts';
import { formatCluster, formatClusterJson } from '../../report/text/cluster.ts';
import { EXIT } from '../shared/exit-codes.ts';
import { withCollection } from '../shared/with-collection.ts';
import { networksCommand } from '../shared/networks-command.ts';
import { readShard } from '../../sharding/read-shard.ts';
import { openStore } from '../gallery/open-gallery.ts';
import { clusterShard } from './cluster-shard.ts';
import type { ClusterFlags } from './options.ts';

/** The networks that the command uses; tests pass their own. */
type OpenClusterNetworks = OpenNetworks<ClusterWorld>;

/** `facekit cluster <paths…>`: sorts faces by person. Returns the exit code. */
export const cluster = networksCommand<ClusterFlags, OpenClusterNetworks>(openNetworks, async (call) => {
  const { args, flags, io, openNetworks } = call;
  const { cwd, signal, stdout } = io;
  const folder = outputFolder(flags, cwd);
  const inputs = await readInputs(args, flags, io);
  const shard = readShard(flags, io.env);
  if (shard) return clusterShard(inputs, shard, call);
  if (folder !== undefined) await restoreReplaced(folder);
  const into = folder !== undefined && flags.into !== undefined ? await readEarlierClusters(folder, cwd) : undefined;
  if (folder !== undefined && !into) await requireFreeFolder(folder);
  await using nameBy = flags.nameBy === undefined ? undefined : await openStore(flags.nameBy, io);
  return await withCollection(
    { flags, io, openNetworks },
    (world) => runCluster(inputs, { ...flags, into, nameBy }, world),
    async (outcome) => {
      if (folder !== undefined)
        await writeClusters(outcome, { folder, link: flags.link, page: await makePage(outcome), signal });
      const report = { ...outcome.report, output: folder ?? null };
      if (flags.json) stdout.write(formatClusterJson(report));
      else if (!flags.quiet) stdout.write(formatCluster(report));
      return EXIT.done;
    },
  );
});

async function makePage(outcome: ClusterOutcome): Promise<string> {
  const { clusterPage } = await import('../../report/pages/cluster.ts');
  return clusterPage(outcome);
}

function outputFolder({ output, into }: ClusterFlags, cwd: string): string | undefined {
  if (output !== undefined && into !== undefined)
    throw usageError('Expected one of `output` and `into` but received both: groups are added where they are.');
  const name = into ?? output;
  return name === undefined ? undefined : path.resolve(cwd, name);
}
