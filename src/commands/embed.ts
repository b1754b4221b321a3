import { EXIT } from '../core/errors.ts';
import { recordWithoutFaces } from '../dataset/alignment-record.ts';
import type { EmbeddedImage } from '../facenet/embed-images.ts';
import { formatProblem } from '../report/align-report.ts';
import { showsColour } from '../report/colour.ts';
import { formatEmbedJson, formatEmbedTotals, formatResized } from '../report/embed-report.ts';
import { createProgress } from '../report/progress.ts';
import { interruptedExitCode, type Io } from './context.ts';
import { runEmbed, type EmbedListener, type EmbedOutcome } from './embed/run.ts';
import type { EmbedFlags } from './embed/settings.ts';
import { openEmbedTools } from './embed/tools.ts';

/** `facekit embed <paths…>`: turns faces into embeddings and writes them to a file. Returns the exit code. */
export async function embed(
  { args }: { readonly args: readonly string[] },
  flags: EmbedFlags,
  io: Io,
): Promise<number> {
  const view = createView(flags, io);
  await using tools = openEmbedTools(flags, (line) => {
    if (!flags.quiet) io.stderr.write(`${line}\n`);
  });
  const world = {
    cwd: io.cwd,
    signal: io.signal,
    listener: view,
    openEmbedder: () => tools.openEmbedder(),
    detect: tools.detect,
  };
  const outcome = await runEmbed(args, flags, world).finally(() => {
    view.stop();
  });
  return conclude(outcome, flags, io);
}

/** Shows a run on standard error: progress, and a line for each image without an embedding. */
function createView({ quiet = false }: EmbedFlags, { stderr, env }: Io): EmbedListener & { stop(): void } {
  const inColour = showsColour(stderr, env);
  let progress = createProgress(stderr, { total: 0, unit: 'images', quiet: true });
  return {
    begins: (total, { info, device }) => {
      progress = createProgress(stderr, { total, unit: 'images', quiet });
      if (!quiet) progress.line(`Embedding with ${info.name} on ${device}.`);
    },
    finishes: (embedded, resumed) => {
      const line = problemOf(embedded, inColour);
      if (line !== undefined) progress.line(line);
      progress.advance(!resumed);
    },
    stop: () => {
      progress.stop();
    },
  };
}

/** The line about an image without an embedding. */
function problemOf(embedded: EmbeddedImage, inColour: boolean): string | undefined {
  const { image, status } = embedded;
  if (status === 'embedded') return undefined;
  const { reason, message } = status === 'unreadable' ? embedded : { reason: status };
  return formatProblem(recordWithoutFaces(image.path, status, reason, message), inColour);
}

function conclude({ summary, interrupted, inputSize }: EmbedOutcome, flags: EmbedFlags, io: Io): number {
  const { counts, model } = summary;
  if (counts.resized > 0) io.stderr.write(`${formatResized(counts.resized, inputSize, model.name)}\n`);
  if (interrupted) {
    io.stderr.write(
      `Interrupted after ${summary.done} of ${summary.total} images; run the same command with --resume to go on.\n`,
    );
    return interruptedExitCode(io.signal);
  }
  if (flags.json) io.stdout.write(formatEmbedJson(summary));
  else if (!flags.quiet && summary.embeddings > 0) io.stdout.write(formatEmbedTotals(summary));
  if (summary.embeddings > 0) return EXIT.done;
  io.stderr.write(
    `facekit: None of ${summary.total} images gave an embedding, so ${flags.output} is not written.\n`,
  );
  return EXIT.failed;
}
