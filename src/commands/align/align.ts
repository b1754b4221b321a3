import type { AlignFlags } from './definition.ts';
import type { CommandLine } from '../shared/command-entry.ts';
import { EXIT, interruptedExitCode } from '../shared/exit-codes.ts';
import { availableParallelism } from 'node:os';
import { usageError } from '../../core/errors.ts';
import { formatLeftOut } from '../../report/text/left-out.ts';
import { formatProblem, formatRenamed, formatSummaryJson, formatTotals } from '../../report/text/align.ts';
import { formatNoFaceHint } from '../../report/text/no-face.ts';
import { showsColour } from '../../report/text/color.ts';
import { createProgress } from '../../report/text/progress.ts';
import { chooseEngine, openEngine } from '../../tensor/engines/open-engine.ts';
import {
  alignFolder,
  type AlignListener,
  type AlignOutcome,
  type AlignRequest,
} from '../../pipelines/align/align-folder.ts';
import { foldersOfList, resolveFolders } from '../../pipelines/align/folders.ts';
import { commonFolder, relativeToInput } from '../../pipelines/align/listed-images.ts';
import { refuseAddress } from '../shared/addressed-input.ts';
import { readDetector } from '../shared/detector-options.ts';
import { readListedImages } from '../shared/image-inputs.ts';
import { createWorkerRunner } from '../../pipelines/align/runner.ts';
import type { AlignOptions } from '../../pipelines/align/align-settings.ts';
import type { Io } from '../shared/context.ts';
import { toEngineOptions } from '../../pipelines/networks/engine-choice.ts';

/** `facekit align <input> [output]`: finds faces and writes aligned crops. Returns the exit code. */
export async function align(command: CommandLine, flags: AlignFlags, io: Io): Promise<number> {
  const options = readFlags(flags);
  const { folders, images } = await findImages(command.args, flags, io);
  await requireEngine(flags, io);
  const view = createView(flags, io);
  const outcome = await alignFolder(
    { folders, images, options, argv: ['facekit', ...command.argv] },
    { createRunner: createWorkerRunner, listener: view, signal: io.signal },
  ).finally(() => {
    view.stop();
  });
  return conclude(outcome, flags, io);
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
  const listed = await readListedImages(filesFrom, io);
  const folders =
    second === undefined
      ? foldersOfList(commonFolder(listed), first, io.cwd)
      : await resolveFolders({ input: first, output: second, imageSize }, io.cwd);
  return { folders, images: await relativeToInput(listed, folders) };
}

/**
 * Before anything is written: the engine and the device that were asked for must be there. ONNX Runtime on the processor always
 * is, and is not loaded for it.
 */
async function requireEngine(flags: AlignFlags, { stderr }: Io): Promise<void> {
  const { engine, device, quiet } = flags;
  if (chooseEngine(engine) === 'onnxruntime' && (device === 'auto' || device === 'cpu')) return;
  const options = toEngineOptions(flags, (line) => {
    if (!quiet) stderr.write(`${line}\n`);
  });
  await (await openEngine(options)).dispose();
}

const readFlags = (flags: AlignFlags): AlignOptions => ({
  ...flags,
  detector: readDetector(flags),
  detectMultipleFaces: flags.detectMultipleFaces ?? false,
  randomOrder: flags.randomOrder ?? false,
  overwrite: flags.overwrite ?? false,
  jobs: flags.jobs ?? availableParallelism(),
});

/** Shows a run on standard error: progress, and a line for each image that gave no crop. */
function createView(
  { quiet = false, verbose = false, jobs = availableParallelism() }: AlignFlags,
  { stderr, env }: Io,
): AlignListener & { stop(): void } {
  const inColour = showsColour(stderr, env);
  let progress = createProgress(stderr, { total: 0, unit: 'images', quiet: true });
  let device: string | undefined;
  return {
    leavesOut: (files) => {
      if (!quiet) for (const line of formatLeftOut(files, verbose)) stderr.write(`${line}\n`);
    },
    begins: (total, renamed) => {
      progress = createProgress(stderr, { total, unit: 'images', quiet });
      for (const image of renamed) progress.line(formatRenamed(image, inColour));
    },
    usesDevice: (name) => {
      if (name !== device && !quiet)
        progress.line(`Detecting on ${name}, ${jobs === 1 ? '1 worker' : `${jobs} workers`}.`);
      device = name;
    },
    advances: ({ worked }) => {
      progress.advance(worked);
    },
    tells: ({ record }) => {
      const line = formatProblem(record, inColour);
      if (line !== undefined) progress.line(line);
    },
    stop: () => {
      progress.stop();
    },
  };
}

function conclude({ summary, interrupted }: AlignOutcome, { json, quiet }: AlignFlags, io: Io): number {
  if (interrupted) {
    io.stderr.write(
      `Interrupted after ${summary.done} of ${summary.total} images; run the same command again to go on.\n`,
    );
    return interruptedExitCode(io.signal);
  }
  const noFace = summary.counts['no-face'];
  if (noFace > 0 && !quiet) io.stderr.write(`${formatNoFaceHint(noFace)}\n`);
  if (json) io.stdout.write(formatSummaryJson(summary));
  else if (!quiet) io.stdout.write(formatTotals(summary));
  if (summary.counts.aligned + summary.counts.skipped > 0) return EXIT.done;
  io.stderr.write(`facekit: No image of ${summary.input} could be aligned.\n`);
  return EXIT.failed;
}
