import { type CollectionWorldOptions, collectionWorld } from '../../pipelines/networks/collection-world.ts';
import type { NetworkOptions, Networks, OpenNetworks } from '../../pipelines/networks/open-networks.ts';
import { createCollectionView, type CollectionView } from '../../report/progress/collection.ts';
import type { Io } from './context.ts';
import type { DetectorFlags } from './detector-options.ts';
import { readDetector } from './read-detector.ts';
import { networksCommand, type NetworksCall } from './networks-command.ts';
import { noticesTo } from './notices.ts';

/** The options of a command that embeds a collection. */
type CollectionFlags = Omit<NetworkOptions, 'detector'> &
  DetectorFlags &
  Pick<CollectionWorldOptions<unknown>, 'force'> &
  Omit<Parameters<typeof createCollectionView>[0], 'tellsProblems'>;

interface CollectionCall<Embedder> {
  readonly flags: CollectionFlags;
  readonly io: Io;
  readonly openNetworks: OpenNetworks<{ openEmbedder(images?: number): Promise<Embedder> }>;
  /** Images without a face are told of one by one. Default true. */
  readonly tellsProblems?: boolean;
}

/** What a pipeline works with that embeds a collection. */
const worldOf = <Embedder>(
  networks: Pick<Networks, 'detect'> & { openEmbedder(images?: number): Promise<Embedder> },
  { flags: { force }, io: { cwd, signal } }: Pick<CollectionCall<Embedder>, 'flags' | 'io'>,
  listener: CollectionView,
) => ({ cwd, ...collectionWorld(networks, { force, listener, signal }) });

/**
 * Opens the networks of a command, shows progress while `run` works with them, and has `conclude` say what came of it before the networks
 * are closed.
 */
export async function withCollection<Embedder, Outcome>(
  { flags, io, openNetworks, tellsProblems = true }: CollectionCall<Embedder>,
  run: (world: ReturnType<typeof worldOf<Embedder>>) => Promise<Outcome>,
  conclude: (outcome: Outcome) => number | Promise<number>,
): Promise<number> {
  const view = createCollectionView({ ...flags, tellsProblems }, io);
  await using networks = openNetworks({ ...flags, detector: readDetector(flags, io.cwd) }, noticesTo(io, flags));
  const outcome = await run(worldOf(networks, { flags, io }, view)).finally(() => {
    view.stop();
  });
  return await conclude(outcome);
}

/** What a command does with a collection, once its flags are read. */
interface CollectionWork<Embedder, Outcome> extends Pick<CollectionCall<Embedder>, 'tellsProblems'> {
  readonly run: (world: ReturnType<typeof worldOf<Embedder>>) => Promise<Outcome>;
  /** Says what came of it, and returns the exit code. */
  readonly conclude: (outcome: Outcome) => number | Promise<number>;
}

/** The body of a command that embeds a collection; tests pass other networks as the last argument. */
export const collectionCommand = <Flags extends CollectionFlags, Embedder, Outcome>(
  usual: CollectionCall<Embedder>['openNetworks'],
  prepare: (
    call: Omit<NetworksCall<Flags, unknown>, 'openNetworks'>,
  ) => CollectionWork<Embedder, Outcome> | Promise<CollectionWork<Embedder, Outcome>>,
) =>
  networksCommand<Flags, CollectionCall<Embedder>['openNetworks']>(usual, async (call) => {
    const { run, conclude, ...how } = await prepare(call);
    return withCollection({ ...call, ...how }, run, conclude);
  });
