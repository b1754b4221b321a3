import type { CommandLine } from '../shared/command-entry.ts';
import { EXIT } from '../shared/exit-codes.ts';
import { formatDamaged, formatEmbedJson, formatEmbedTotals, formatResized } from '../../report/text/embed.ts';
import type { Io } from '../shared/context.ts';
import { tellInterrupted } from '../shared/notices.ts';
import { withCollection } from '../shared/with-collection.ts';
import { modelsFolder } from '../shared/models-folder.ts';
import { suggestInt8 } from '../../models/store/suggest-int8.ts';
import { readInputs } from '../../pipelines/inputs/read-inputs.ts';
import { runEmbed, type EmbedOutcome } from '../../pipelines/embed/embed-files.ts';
import { embedShard } from '../../pipelines/shards/embed-shard.ts';
import { readShard } from '../../sharding/read-shard.ts';
import type { Shard } from '../../sharding/shard.ts';
import { tellShardDone } from '../shared/shard-done.ts';
import type { EmbedFlags } from './options.ts';
import { openNetworks } from '../../pipelines/networks/open-networks.ts';

/** `facekit embed <paths…>`: turns faces into embeddings and writes them to a file. Returns the exit code. */
export async function embed({ args, argv }: CommandLine, flags: EmbedFlags, io: Io): Promise<number> {
  const shard = readShard(flags, io.env);
  const inputs = await readInputs(args, flags, io);
  return withCollection(
    { flags, io, openNetworks },
    async (world) => {
      await tellOfInt8(flags, io);
      if (!shard) return { outcome: await runEmbed(inputs, flags, world) };
      return embedShard(inputs, flags, { shard, argv, cwd: io.cwd }, world);
    },
    ({ outcome }) => {
      if (outcome) return conclude(outcome, flags, io, shard);
      return shard ? tellShardDone(shard, flags, io) : EXIT.done;
    },
  );
}

/** On a processor, where nothing else was asked for. */
async function tellOfInt8({ model, engine, device, quiet }: EmbedFlags, io: Io): Promise<void> {
  if (quiet || engine === 'tfjs' || !['auto', 'cpu'].includes(device)) return;
  const line = await suggestInt8(model, modelsFolder(io));
  if (line !== undefined) io.stderr.write(`${line}\n`);
}

function conclude(
  { summary, interrupted, inputSize }: EmbedOutcome,
  flags: EmbedFlags,
  io: Io,
  shard: Shard | undefined,
): number {
  const { counts, model } = summary;
  if (counts.resized > 0) io.stderr.write(`${formatResized(counts.resized, inputSize, model.name)}\n`);
  if (summary.damagedLines > 0) io.stderr.write(`${formatDamaged(summary)}\n`);
  if (interrupted)
    return tellInterrupted(
      io,
      `Interrupted after ${summary.done} of ${summary.total} images; run the same command ${shard ? 'again' : 'with --resume'} to go on.`,
    );
  if (flags.json) io.stdout.write(formatEmbedJson(summary));
  else if (!flags.quiet && summary.embeddings > 0) io.stdout.write(formatEmbedTotals(summary));
  if (shard || summary.embeddings > 0) return EXIT.done;
  io.stderr.write(`facekit: None of ${summary.total} images gave an embedding, so ${flags.output} is not written.\n`);
  return EXIT.failed;
}
