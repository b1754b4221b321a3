import path from 'node:path';
import { EXIT } from '../core/errors.ts';
import { randomKey } from '../core/random.ts';
import { recordWithoutFaces } from '../dataset/alignment-record.ts';
import { createAtomicWriter } from '../files/atomic-file.ts';
import { thisProcess } from '../files/process-id.ts';
import { formatProblem } from '../report/align-report.ts';
import { showsColour } from '../report/colour.ts';
import { formatLfwJson, formatLfwReport, formatMissing } from '../report/lfw-report.ts';
import { createProgress } from '../report/progress.ts';
import { standardisationText } from '../weights/model-info.ts';
import type { Io } from './context.ts';
import type { LfwListener } from './validate-lfw/compute-embeddings.ts';
import { runValidateLfw, type LfwOutcome, type LfwWorld } from './validate-lfw/run.ts';
import { readSettings, type LfwSettings, type ValidateLfwFlags } from './validate-lfw/settings.ts';
import { openLfwTools, type OpenLfwTools } from './validate-lfw/tools.ts';

/** `facekit validate-lfw [dir]`: measures a model by the LFW protocol. Returns the exit code. */
export async function validateLfw(
  { args }: { readonly args: readonly string[] },
  flags: ValidateLfwFlags,
  io: Io,
  openTools: OpenLfwTools = openLfwTools,
): Promise<number> {
  const settings = readSettings(args[0], flags, io.cwd);
  const view = createView(flags, io);
  await using tools = openTools(settings, flags, (line) => {
    if (!flags.quiet) io.stderr.write(`${line}\n`);
  });
  const world: LfwWorld = {
    signal: io.signal,
    listener: view,
    openEmbedder: () => tools.openEmbedder(),
    detect: tools.detect,
    identifyModel: tools.identifyModel,
  };
  const outcome = await runValidateLfw(settings, world).finally(() => {
    view.stop();
  });
  await present(outcome, { settings, flags, io });
  return EXIT.done;
}

/** Shows on standard error how the embedding goes on. */
function createView(
  { quiet = false }: ValidateLfwFlags,
  { stderr, env }: Io,
): LfwListener & { stop(): void } {
  const inColour = showsColour(stderr, env);
  let progress = createProgress(stderr, { total: 0, unit: 'images', quiet: true });
  return {
    begins: (total, { info, device, standardisation }) => {
      progress = createProgress(stderr, { total, unit: 'images', quiet });
      if (!quiet)
        progress.line(
          `Embedding ${total} images with ${info.name} on ${device}, ${standardisationText(standardisation)} standardisation.`,
        );
    },
    finishes: (embedded) => {
      if (embedded.status !== 'embedded') {
        const { reason, message } = embedded.status === 'unreadable' ? embedded : { reason: embedded.status };
        const record = recordWithoutFaces(embedded.image.path, embedded.status, reason, message);
        progress.line(formatProblem(record, inColour) ?? '');
      }
      progress.advance(true);
    },
    stop: () => {
      progress.stop();
    },
  };
}

interface Presentation {
  readonly settings: LfwSettings;
  readonly flags: ValidateLfwFlags;
  readonly io: Io;
}

/** Prints the figures, then writes the files that are asked for: what cannot be written does not cost the figures. */
async function present(
  { report, embeddings }: LfwOutcome,
  { settings, flags, io }: Presentation,
): Promise<void> {
  const { stdout, stderr, cwd } = io;
  const { quiet = false, json } = flags;
  if (!quiet) for (const note of report.notes) stderr.write(`${note}\n`);
  stderr.write(formatMissing(report));
  stdout.write(json === '-' ? formatLfwJson(report) : formatLfwReport(report));
  const writer = createAtomicWriter(thisProcess(randomKey()), 'lfw');
  if (json !== undefined && json !== '-') await writer.write(path.resolve(cwd, json), formatLfwJson(report));
  if (flags.report === undefined) return;
  const { makeLfwPage } = await import('./validate-lfw/page.ts');
  const file = path.resolve(cwd, flags.report, 'index.html');
  await writer.write(file, await makeLfwPage(report, embeddings, settings));
  if (!quiet) stderr.write(`Report: ${file}\n`);
}
