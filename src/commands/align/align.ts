import { usageError } from '../../core/errors.ts';
import { alignFolder, type AlignOutcome, type AlignRequest } from '../../pipelines/align/align-folder.ts';
import { resolveFolders } from '../../pipelines/align/folders.ts';
import { foldersAndImages } from '../../pipelines/align/listed-images.ts';
import { createWorkerRunner } from '../../pipelines/align/runner.ts';
import { alignShard } from '../../pipelines/shards/align-shard.ts';
import { readShard } from '../../sharding/read-shard.ts';
import type { Shard } from '../../sharding/shard.ts';
import { refuseAddress } from '../../pipelines/inputs/addressed-input.ts';
import { readListedImages } from '../../pipelines/inputs/read-inputs.ts';
import { planDetection } from '../../pipelines/networks/plan-detection.ts';
import { toEngineOptions, workersOn } from '../../pipelines/networks/engine-choice.ts';
import { createAlignView } from '../../report/progress/align.ts';
import { formatSummaryJson, formatTotals } from '../../report/text/align.ts';
import { formatNoFaceHint } from '../../report/text/images/no-face.ts';
import { requireEngine } from '../../tensor/engines/open-engine.ts';
import type { CommandLine } from '../shared/command-entry.ts';
import type { Io } from '../shared/context.ts';
import { readDetector } from '../shared/read-detector.ts';
import { EXIT } from '../shared/exit-codes.ts';
import { noticesTo, tellInterrupted } from '../shared/notices.ts';
import { tellShardDone } from '../shared/shard-done.ts';
import type { AlignFlags } from './options.ts';

/** `facekit align <input> [output]`: finds faces and writes aligned crops. Returns the exit code. */
export async function align(command: CommandLine, flags: AlignFlags, io: Io): Promise<number> {
  const { detectMultipleFaces = false, randomOrder = false, overwrite = false } = flags;
  const detector = readDetector(flags, io.cwd);
  const { jobs = planDetection(detector).workers } = flags;
  const settings = {
    ...flags,
    detector,
    detectMultipleFaces,
    randomOrder,
    overwrite,
    jobs,
  };
  const shard = readShard(flags, io.env);
  const asTar = flags.outputFormat === 'tar';
  if (asTar && !shard)
    throw usageError(
      'Expected `shard` with `outputFormat: tar`: there is an archive for each; 0/1 puts all crops into one.',
    );
  const { folders, images } = await findImages(command.args, flags, io);
  const device = await requireEngine(toEngineOptions(flags, noticesTo(io, flags)));
  const options = { ...settings, device };
  const view = createAlignView({ ...flags, jobs: workersOn(device, jobs) }, io);
  const request = { folders, images, options, argv: ['facekit', ...command.argv] };
  const world = { createRunner: createWorkerRunner, listener: view, signal: io.signal };
  const stop = (): void => {
    view.stop();
  };
  if (!shard) return conclude(await alignFolder(request, world).finally(stop), flags, io);
  const run = { shard, argv: command.argv, cwd: io.cwd, asTar };
  const { outcome } = await alignShard(request, run, world).finally(stop);
  return outcome ? conclude(outcome, flags, io, shard) : tellShardDone(shard, flags, io);
}

/** The folders of the run, and the images if they come from a list: then one folder that is named is the output. */
async function findImages(
  [first, second]: readonly string[],
  { filesFrom, imageSize }: AlignFlags,
  io: Io,
): Promise<Pick<AlignRequest, 'folders' | 'images'>> {
  if (first === undefined)
    throw usageError(
      filesFrom === undefined
        ? 'Expected a folder of images to align but received none.'
        : 'Expected an output folder with `filesFrom` but received none.',
    );
  if (filesFrom === undefined || second !== undefined) refuseAddress(first);
  if (filesFrom === undefined)
    return { folders: await resolveFolders({ input: first, output: second, imageSize }, io.cwd) };
  return foldersAndImages(await readListedImages(filesFrom, io), [first, second], { cwd: io.cwd, imageSize });
}

/** A shard is done whatever its few images show. */
function conclude({ summary, interrupted }: AlignOutcome, { json, quiet }: AlignFlags, io: Io, shard?: Shard): number {
  const { done, total } = summary;
  if (interrupted)
    return tellInterrupted(io, `Interrupted after ${done} of ${total} images; run the same command again to go on.`);
  const noFace = summary.counts['no-face'];
  if (noFace > 0 && !quiet) io.stderr.write(`${formatNoFaceHint(noFace)}\n`);
  if (json) io.stdout.write(formatSummaryJson(summary));
  else if (!quiet) io.stdout.write(formatTotals(summary));
  if (shard || summary.counts.aligned + summary.counts.skipped > 0) return EXIT.done;
  io.stderr.write(`facekit: No image of ${summary.input} could be aligned.\n`);
  return EXIT.failed;
}
